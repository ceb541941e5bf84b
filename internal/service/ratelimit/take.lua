-- Counts an event of KEYS[1] by the generic cell rate algorithm. The key holds
-- when, in microseconds, all counted events will have leaked away. ARGV[1] is the
-- time that the event takes to leak, ARGV[2] that of a whole burst.
-- Returns how long until everything has leaked, and how long until this event
-- would be allowed: 0 if it is. The clock is that of Redis, the same for all.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local empty = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local after = empty + tonumber(ARGV[1])
local wait = after - tonumber(ARGV[2]) - now
if wait > 0 then
  return {math.ceil(empty - now), math.ceil(wait)}
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.max(math.ceil((after - now) / 1000), 1))
return {math.ceil(after - now), 0}
