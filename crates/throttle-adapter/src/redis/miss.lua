-- The rule of src/misses.rs: counts a miss. Misses are "last count wait".
local now, free, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local first, longest = tonumber(ARGV[4]), tonumber(ARGV[5])

local count, wait, held = 0, 0, redis.call('GET', KEYS[1])
if held then
    local last, misses, waits = held:match('^(-?%d+) (%d+) (%d+)$')
    local elapsed = math.max(now - tonumber(last), 0)
    if elapsed < window then
        count = tonumber(misses)
    end
    wait = math.max(tonumber(waits) - elapsed, 0)
end

count = math.min(count + 1, 4294967295)
if count > free then
    local doublings = math.min(count - free - 1, 45)
    wait = math.max(wait, math.min(first * 2 ^ doublings, longest))
end
-- A minute longer than the misses mean anything: clocks that are not quite alike look at them.
local kept = string.format('%.0f', math.ceil(math.max(wait, window) / 1000) + 60000)
redis.call('SET', KEYS[1], string.format('%.0f %.0f %.0f', now, count, wait), 'PX', kept)
return wait
