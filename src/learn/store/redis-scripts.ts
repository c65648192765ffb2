/** What Redis runs as one: what a lesson changes, so that no other change comes between. */

// KEYS: marks of the message's ids, then its tokens. ARGV: number of ids, what it is learned as, 'leave' or 'relearn',
// keys of the counters of spam and ham, lives of tokens and marks in seconds or ''. The answer is the outcome.
export const LEARN = `
local ids, as, opposite = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local counters = { s = ARGV[4], h = ARGV[5] }
local tokenTtl, seenTtl = ARGV[6], ARGV[7]
local function count(field, by)
  if redis.call('INCRBY', counters[field], by) < 0 then redis.call('SET', counters[field], 0) end
  for i = ids + 1, #KEYS do
    local left = redis.call('HINCRBY', KEYS[i], field, by)
    if left <= 0 then redis.call('HDEL', KEYS[i], field)
    elseif tokenTtl ~= '' then redis.call('EXPIRE', KEYS[i], tokenTtl) end
  end
end
local found, mark
for i = 1, ids do
  mark = redis.call('GET', KEYS[i])
  if mark then found = i break end
end
if as == '' then
  if not found then return 'unknown' end
  count(mark, -1)
  redis.call('DEL', KEYS[found])
  return 'forgotten'
end
if found and mark == as then return 'known' end
if found and opposite == 'leave' then return 'opposite' end
if found then
  count(mark, -1)
  redis.call('DEL', KEYS[found])
end
count(as, 1)
if ids > 0 then
  if seenTtl ~= '' then redis.call('SETEX', KEYS[1], seenTtl, as) else redis.call('SET', KEYS[1], as) end
end
return 'learned'
`

// KEYS: the reputation. ARGV: what is added to its count and total, and its time. The answer is all three.
export const ADD_REPUTATION = `
local count = redis.call('HINCRBYFLOAT', KEYS[1], 'count', ARGV[1])
local total = redis.call('HINCRBYFLOAT', KEYS[1], 'total', ARGV[2])
redis.call('HSET', KEYS[1], 'time', ARGV[3])
return { count, total, ARGV[3] }
`
