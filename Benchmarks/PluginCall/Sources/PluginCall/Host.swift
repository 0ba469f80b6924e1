import PluginABI
import Synchronization

/// The least host there can be: counts completions and resumes whoever waits for one.
// The continuation slot is set before a call starts and taken by its only completion; the counter is atomic. So @unchecked Sendable holds.
final class Host: @unchecked Sendable {
    let completions = Atomic<UInt64>(0)
    let waiter = Mutex<UnsafeContinuation<Void, Never>?>(nil)
    let api = UnsafeMutablePointer<hi_host_api>.allocate(capacity: 1)

    init() {
        api.initialize(
            to: hi_host_api(
                size: UInt32(MemoryLayout<hi_host_api>.size), reserved: 0, service: { _, _ in nil },
                complete: { host, _, status, _, _ in
                    let host = Unmanaged<Host>.fromOpaque(UnsafeRawPointer(host)).takeUnretainedValue()
                    precondition(status == 0, "the call failed with status \(status)")
                    host.completions.add(1, ordering: .releasing)
                    host.waiter.withLock { waiter in
                        defer { waiter = nil }
                        return waiter
                    }?.resume()
                    return 0
                }))
    }

    var pointer: OpaquePointer { OpaquePointer(Unmanaged.passUnretained(self).toOpaque()) }
}

/// A request as a host writes it.
func requestMessage(_ route: String) -> [UInt8] {
    let texts: [(Int, String)] = [
        (Int(HI_REQUEST_ROUTE), route), (Int(HI_REQUEST_METHOD), "GET"), (Int(HI_REQUEST_PATH), "/api/v1/null/\(route)"),
        (Int(HI_REQUEST_ID), "01890000-0000-7000-8000-000000000000"), (Int(HI_REQUEST_TENANT), "alpha"),
        (Int(HI_REQUEST_TENANT_KIND), "client"), (Int(HI_REQUEST_ROLE), "guest"), (Int(HI_REQUEST_LANGUAGE), "en"),
    ]
    var bytes = [UInt8](repeating: 0, count: 8 + texts.count * 16)
    func store<Number: FixedWidthInteger>(_ number: Number, _ at: Int) {
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: number.littleEndian, toByteOffset: at, as: Number.self) }
    }
    for (index, (id, text)) in texts.enumerated() {
        let at = 8 + index * 16
        store(UInt16(id), at)
        store(UInt16(HI_FIELD_TEXT), at + 2)
        store(UInt32(bytes.count), at + 4)
        store(UInt64(text.utf8.count), at + 8)
        bytes += Array(text.utf8)
    }
    store(UInt32(bytes.count), 0)
    store(UInt16(HI_KIND_HTTP_REQUEST), 4)
    store(UInt16(texts.count), 6)
    return bytes
}
