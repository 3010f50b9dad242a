-- Sends tokens that name keys nobody has, each once, and from the first one on again.

local tokens, sent = {}, 0
local delay_ms = 4

function init(arguments)
    for token in io.lines(arguments[1]) do
        tokens[#tokens + 1] = token
    end
end

function delay()
    return delay_ms
end

function request()
    sent = sent + 1
    return wrk.format("GET", "/", { Authorization = "Bearer " .. tokens[(sent - 1) % #tokens + 1] })
end
