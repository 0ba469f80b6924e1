import Crypto
import HostData

/// What is done in Redis in one step, so that two hosts cannot come between. All keys of a partition share a hash tag, and with it a slot of a
/// cluster; the clock is Redis's own, one for all hosts.
///
/// Of each value: a hash with its data `d`, and Unix milliseconds: put at `c`, fresh until `f`. Of each lease: its number. Of each partition: an
/// index of names by their end, their sizes, and the sum of these.
struct RedisScript: Sendable {
    let text: String
    /// By which Redis knows it once it has seen it.
    let digest: String

    private init(_ text: String) {
        self.text = text
        digest = Insecure.SHA1.hash(data: Array(text.utf8)).hexadecimal
    }

    private static let now = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)\n"

    /// Takes a name out of index, sizes (keys 3 and 4) and sum (key 5).
    private static let forget = """
        local function forget(name)
          local size = redis.call('HGET', KEYS[4], name)
          if size then
            redis.call('HDEL', KEYS[4], name)
            redis.call('DECRBY', KEYS[5], size)
          end
          redis.call('ZREM', KEYS[3], name)
        end

        """

    /// Keys: value, lease. Arguments: milliseconds of the lease or 0, its number. Answers state, data, age, and 1 if the lease is given.
    static let get = RedisScript(
        now + """
            local e = redis.call('HMGET', KEYS[1], 'd', 'c', 'f')
            local state = 0
            if e[1] then state = now < tonumber(e[3]) and 1 or 2 end
            local given = 0
            if state ~= 1 and ARGV[1] ~= '0' and redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[1]) then given = 1 end
            if state == 0 then return {0, '', 0, given} end
            return {state, e[1], math.max(0, now - tonumber(e[2])), given}
            """)

    /// Keys: value, lease, index, sizes, sum. Arguments: name, data, milliseconds fresh, milliseconds kept, lease or '', most values, most bytes,
    /// size, what keys of values begin with. Answers 1, values and bytes of the partition; or 0 if the lease has ended.
    ///
    /// Index, sizes and sum live equally long. If Redis lets one of them go for want of memory, the sum is wrong until one value is left.
    static let put = RedisScript(
        now + forget + """
            if ARGV[5] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[5] then return {0, 0, 0} end
            redis.call('DEL', KEYS[2])
            local ttl = tonumber(ARGV[4])
            for index = 3, 5 do ttl = math.max(ttl, redis.call('PTTL', KEYS[index])) end
            for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 100)) do forget(name) end
            forget(ARGV[1])
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'd', ARGV[2], 'c', now, 'f', now + ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
            redis.call('ZADD', KEYS[3], now + ARGV[4], ARGV[1])
            redis.call('HSET', KEYS[4], ARGV[1], ARGV[8])
            local bytes = redis.call('INCRBY', KEYS[5], ARGV[8])
            local entries = redis.call('ZCARD', KEYS[3])
            while entries > tonumber(ARGV[6]) or bytes > tonumber(ARGV[7]) do
              local first = redis.call('ZRANGE', KEYS[3], 0, 1)
              local name = first[1] == ARGV[1] and first[2] or first[1]
              if not name then break end
              redis.call('DEL', ARGV[9] .. name)
              forget(name)
              entries = entries - 1
              bytes = tonumber(redis.call('GET', KEYS[5])) or 0
            end
            if entries == 1 then
              bytes = tonumber(ARGV[8])
              redis.call('SET', KEYS[5], bytes)
            end
            for index = 3, 5 do redis.call('PEXPIRE', KEYS[index], ttl) end
            return {1, entries, bytes}
            """)

    /// Keys: as `put`. Argument: name.
    static let remove = RedisScript(forget + "redis.call('DEL', KEYS[1], KEYS[2]) forget(ARGV[1]) return {1}")

    /// Key: lease. Argument: its number.
    static let release = RedisScript(
        "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return {1}")

    /// Keys: index, sizes, sum. Arguments: what keys of values and of leases begin with.
    static let clear = RedisScript(
        """
        for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('DEL', ARGV[1] .. name, ARGV[2] .. name) end
        redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
        return {1}
        """)
}
