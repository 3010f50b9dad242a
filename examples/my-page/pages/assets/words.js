// Times and sizes in words. Tokens count seconds since 1970.

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** "in 59 minutes", "2 hours ago", "now". */
export function fromNow(seconds, now = Date.now() / 1000) {
  const distance = Math.round(seconds - now);
  const [unit, size] = units.find(([, length]) => Math.abs(distance) >= length) ?? units.at(-1);
  return relative.format(Math.trunc(distance / size), unit);
}

/** "14:03:12 today", or with the date if it is another day. */
export function atTime(seconds) {
  const date = new Date(seconds * 1000);
  const isToday = date.toDateString() === new Date().toDateString();
  return `${clock.format(date)} ${isToday ? "today" : `on ${day.format(date)}`}`;
}

/** "812 bytes", "1.4 MB". */
export function fileSize(bytes) {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  const [unit, size] = bytes < 1_000_000 ? ["kB", 1000] : ["MB", 1_000_000];
  return `${(bytes / size).toLocaleString("en", { maximumFractionDigits: 1 })} ${unit}`;
}
