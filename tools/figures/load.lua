-- load.lua makes wrk send POST requests to the paths in a file, one after the other, each with the
-- JSON that follows it, if any, and print what the figures need as the last line of its output:
--
--   requests, microseconds, 99th percentile in microseconds, failed requests
local requests, last = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local path, body = line:match("^(%S+) ?(.*)$")
    local headers = body ~= "" and {["Content-Type"] = "application/json"} or {}
    requests[#requests + 1] = wrk.format("POST", path, headers, body ~= "" and body or nil)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("%d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(99), e.connect + e.read + e.write + e.timeout + e.status))
end
