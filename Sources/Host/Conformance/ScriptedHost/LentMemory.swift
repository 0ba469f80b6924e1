import CProbe
import PluginABI

/// Bytes that are lent to the plugin until `end`.
///
/// Guarded, they end at a page that cannot be touched, are read-only unless `writable`, and are taken away afterwards: who reads beyond,
/// writes or comes back later crashes, and the handler says with what. Plain, they are ordinary memory.
struct LentMemory {
    let address: UnsafeMutableRawPointer
    let count: Int
    private let isGuarded: Bool

    init(_ bytes: [UInt8], guarded: Bool, writable: Bool = false, label: StaticString) {
        let label = UnsafeRawPointer(label.utf8Start).assumingMemoryBound(to: CChar.self)
        let lent = bytes.withUnsafeBytes { bytes in
            guarded ? probe_lend(bytes.baseAddress, bytes.count, 8, writable ? 1 : 0, label) : nil
        }
        count = bytes.count
        isGuarded = lent != nil
        address = lent ?? .allocate(byteCount: max(8, bytes.count), alignment: 8)
        if lent == nil {
            bytes.withUnsafeBytes { address.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(address), byteCount: $0.count) }
        }
    }

    var span: hi_bytes { hi_bytes(data: UnsafePointer(address.assumingMemoryBound(to: UInt8.self)), count: count) }

    /// What was written beyond the end without a crash, in the few bytes before the page's end.
    var isOverrun: Bool { isGuarded && probe_slack_is_clean(address) == 0 }

    func end() { if isGuarded { probe_end(address) } else { address.deallocate() } }
}
