-- Sends the token that is in a file now: the driver puts a newer one there after each rotation.

local path, token, sent
local delay_ms = 4

function init(arguments)
    path, sent = arguments[1], 0
end

function delay()
    return delay_ms
end

function request()
    if sent % 100 == 0 then
        local file = io.open(path)
        token = file:read("*l")
        file:close()
    end
    sent = sent + 1
    return wrk.format("GET", "/", { Authorization = "Bearer " .. token })
end
