-- The rule of src/misses.rs: how long a key has to wait. Misses are "last count wait".
local now, held = tonumber(ARGV[1]), redis.call('GET', KEYS[1])
if not held then
    return 0
end
local last, misses, waits = held:match('^(-?%d+) (%d+) (%d+)$')
local elapsed = now - tonumber(last)
if elapsed < 0 then
    elapsed = 0
    redis.call('SET', KEYS[1], string.format('%.0f %s %s', now, misses, waits), 'KEEPTTL')
end
return math.max(tonumber(waits) - elapsed, 0)
