-- The rule of src/bucket.rs. A bucket is "full_at rest"; a full one is not kept.
local now, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
local leak, capacity = tonumber(ARGV[3]), tonumber(ARGV[4])

local missing, held = 0, redis.call('GET', KEYS[1])
if held then
    local full_at, rest = held:match('^(-?%d+) (%d+)$')
    local ahead = tonumber(full_at) - now
    if ahead >= 0 then
        missing = ahead * leak + math.min(tonumber(rest), leak)
        if missing > 2 * capacity then
            missing = capacity
        end
    end
end

local granted = cost == 0 or missing + cost <= capacity
if granted then
    missing = missing + cost
end
if missing > 0 then
    local rest = missing % leak
    local ahead = (missing - rest) / leak
    -- A minute longer than the bucket needs: clocks that are not quite alike look at it.
    local kept = string.format('%.0f', math.ceil(ahead / 1000) + 60000)
    redis.call('SET', KEYS[1], string.format('%.0f %.0f', now + ahead, rest), 'PX', kept)
elseif held then
    redis.call('DEL', KEYS[1])
end
return { granted and 1 or 0, missing }
