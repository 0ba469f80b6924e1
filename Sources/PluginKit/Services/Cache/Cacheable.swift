/// What can be kept in the cache: it becomes bytes and comes back from them.
///
/// An upgraded plugin may find what an older version kept: bytes that do not fit are a value that is not there.
public protocol Cacheable: Sendable {
    /// The value as bytes; at most 1,048,576.
    var cacheBytes: [UInt8] { get }
    /// The value of such bytes; nil if they are none.
    init?(cacheBytes: [UInt8])
}

extension [UInt8]: Cacheable {
    /// The bytes themselves.
    public var cacheBytes: [UInt8] { self }
    /// The bytes themselves.
    public init?(cacheBytes: [UInt8]) { self = cacheBytes }
}

extension String: Cacheable {
    /// UTF-8.
    public var cacheBytes: [UInt8] { Array(utf8) }
    /// Nil if the bytes are not UTF-8.
    public init?(cacheBytes: [UInt8]) { self.init(validating: cacheBytes, as: UTF8.self) }
}

extension JSONValue: Cacheable {
    /// JSON text.
    public var cacheBytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
    /// Nil if the bytes are not JSON.
    public init?(cacheBytes: [UInt8]) {
        do { try self.init(parsing: cacheBytes) } catch { return nil }
    }
}
