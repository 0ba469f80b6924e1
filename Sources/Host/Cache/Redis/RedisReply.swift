internal import CHiredis

/// One answer of Redis.
enum RedisReply: Sendable, Equatable {
    case integer(Int64)
    case bytes([UInt8])
    case status(String)
    case array([RedisReply])
    case none
    /// Its own words, such as `NOAUTH Authentication required.`
    case refused(String)

    init(_ reply: redisReply) {
        let content = UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : Int(reply.len))
        switch reply.type {
        case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
        case REDIS_REPLY_STRING: self = .bytes([UInt8](content))
        case REDIS_REPLY_STATUS: self = .status(String(decoding: content, as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .refused(String(decoding: content.prefix(200), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            self = .array((0..<Int(reply.elements)).map { index in reply.element[index].map { RedisReply($0.pointee) } ?? .none })
        default: self = .none
        }
    }

    var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    var array: [RedisReply]? { if case .array(let value) = self { value } else { nil } }
}
