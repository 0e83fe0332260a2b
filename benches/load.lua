-- Readers of all kinds for wrk: addresses from a file, in an order of each thread's own.
-- wrk … -s load.lua -- FILE

local addresses = {}

function init(args)
  for line in io.lines(args[1]) do
    addresses[#addresses + 1] = line
  end
  math.randomseed(tonumber(tostring(addresses):match("0x(%x+)"), 16) % 2147483647)
end

function request()
  return wrk.format("GET", addresses[math.random(#addresses)], { ["Accept-Encoding"] = "gzip" })
end

function response(status)
  if status ~= 200 then
    failed = (failed or 0) + 1
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "%d answers, %.0f a second; ms: p50 %.1f, p95 %.1f, p99 %.1f, most %.1f; not answered %d, not 2xx %d\n",
    summary.requests, summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
