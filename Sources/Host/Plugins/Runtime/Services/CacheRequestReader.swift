import HostCache
import PluginABI

/// What a plugin asks of the cache, as cache.h has it.
struct CacheRequest: Equatable {
    static let maximumKeyBytes = 200
    static let maximumValueBytes = 1_048_576
    static let maximumLeaseMillis: Int64 = 600_000
    static let maximumKeepMillis: Int64 = 2_592_000_000
    /// Five minutes.
    static let standardFreshMillis: Int64 = 300_000

    var name = ""
    var isShared = false
    var leaseMillis: Int64 = 0
    var waits = false
    var value: [UInt8]?
    var freshMillis = standardFreshMillis
    var keepMillis: Int64?
    var lease: Int64?
}

/// Reads a request from untrusted bytes. Pure.
enum CacheRequestReader {
    /// - Throws: ``MessageError`` naming the field that is wrong or missing.
    static func request(_ message: MessageReader, for function: CacheFunction) throws(MessageError) -> CacheRequest {
        var request = CacheRequest()
        guard let key = message.first(Int(HI_CACHE_KEY)), key.kind == .text, (1...CacheRequest.maximumKeyBytes).contains(key.bytes.count),
            let name = String(validating: key.bytes, as: UTF8.self)
        else { throw MessageError("the KEY is no UTF-8 text of 1 to \(CacheRequest.maximumKeyBytes) bytes") }
        request.name = name
        request.isShared = try flag(message, HI_CACHE_SHARED, "SHARED")
        switch function {
        case .get:
            request.leaseMillis = try number(message, HI_CACHE_LEASE_MS, "LEASE_MS", in: 1...CacheRequest.maximumLeaseMillis) ?? 0
            request.waits = try flag(message, HI_CACHE_WAITS, "WAITS")
            guard !request.waits || request.leaseMillis > 0 else { throw MessageError("WAITS stands without LEASE_MS") }
        case .put:
            guard let value = message.first(Int(HI_CACHE_VALUE)), value.kind == .bytes,
                value.bytes.count <= CacheRequest.maximumValueBytes
            else { throw MessageError("the VALUE is no run of at most \(CacheRequest.maximumValueBytes) bytes") }
            request.value = [UInt8](value.bytes)
            let fresh = try number(message, HI_CACHE_FRESH_MS, "FRESH_MS", in: 1...CacheRequest.maximumKeepMillis)
            request.freshMillis = fresh ?? CacheRequest.standardFreshMillis
            request.keepMillis = try number(
                message, HI_CACHE_KEEP_MS, "KEEP_MS", in: request.freshMillis...CacheRequest.maximumKeepMillis)
            request.lease = try number(message, HI_CACHE_LEASE, "LEASE", in: 1...Int64.max)
        case .release:
            guard let lease = try number(message, HI_CACHE_LEASE, "LEASE", in: 1...Int64.max) else {
                throw MessageError("there is no LEASE to give back")
            }
            request.lease = lease
        case .remove: break
        }
        return request
    }

    private static func number(
        _ message: MessageReader, _ id: Int, _ name: String, in range: ClosedRange<Int64>
    ) throws(MessageError) -> Int64? {
        guard let field = message.first(id) else { return nil }
        guard let value = field.integer, range.contains(value) else {
            throw MessageError("\(name) is no integer of \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    private static func flag(_ message: MessageReader, _ id: Int, _ name: String) throws(MessageError) -> Bool {
        try number(message, id, name, in: 0...1) == 1
    }
}
