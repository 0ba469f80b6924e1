import PluginKit

/// An answer as it is kept: its JSON, and when it was made.
///
/// As bytes: the time in eight, then the JSON.
struct KeptAnswer: Cacheable, Equatable {
    let madeAt: Timestamp
    let json: [UInt8]

    init(madeAt: Timestamp, json: [UInt8]) { (self.madeAt, self.json) = (madeAt, json) }

    var cacheBytes: [UInt8] { withUnsafeBytes(of: madeAt.unixMicros.littleEndian) { Array($0) } + json }

    init?(cacheBytes: [UInt8]) {
        // No JSON is shorter than two bytes.
        guard cacheBytes.count >= 10 else { return nil }
        madeAt = Timestamp(unixMicros: cacheBytes[..<8].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) })
        json = Array(cacheBytes[8...])
    }

    /// What tells this answer from another one of the same address.
    var tag: String { "\"\(String(Fingerprint.fnv1a(json), radix: 36))\"" }

    /// Whole seconds since it was made.
    func ageSeconds(_ now: Timestamp) -> Int64 { max(0, now.micros(since: madeAt) / 1_000_000) }
}
