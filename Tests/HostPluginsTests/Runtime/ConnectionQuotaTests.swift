import EventLoop
import Glibc
import HostData
import HostEgress
import HostTenancy
import PluginABI
import PostgresClient
import Synchronization
import Testing

@testable import HostPlugins

@Suite("Device connections of one tenant", .timeLimit(.minutes(3)))
struct ConnectionQuotaTests {
    /// Exchanges with so many devices, each on an address of its own from `first` on.
    private func round(first: Int, count: Int, port: UInt16) -> [UInt8] {
        var builder = RowBatch.Builder([
            RowBatch.Column("key", .integer), RowBatch.Column("address", .text), RowBatch.Column("port", .integer),
            RowBatch.Column("request", .bytes),
        ])
        for place in 0..<count {
            builder.append(integer: Int64(place))
            builder.append(text: "127.0.0.\(first + place)")
            builder.append(integer: Int64(port))
            builder.append(bytes: [65])
        }
        var writer = MessageWriter(kind: 0, fields: 2)
        writer.add(HI_DEVICE_EXCHANGES, rows: builder.finish().bytes)
        writer.add(HI_DEVICE_TIMEOUT_MS, integer: 120_000)
        return writer.finish()
    }

    private func instance(_ tenant: TenantContext, _ exchanger: DeviceExchanger, _ limits: [Quota: Int]) async throws -> LiveInstance {
        let meter = UsageMeter(Quotas(limits))
        var services = InstanceServices(meter: meter)
        services.devices = DeviceService(
            exchanger: exchanger, tenantKey: tenant.key.rawValue, grant: try NetworkGrant(["127.0.0.0/8"]), meter: meter)
        return try await TestPlugin.instance(tenant: tenant, services: services)
    }

    @Test("More than the quota are never open; the rest of a round waits and is done, and another tenant's is not held up")
    func connections() async throws {
        let loops = try EventLoopGroup(count: 1, name: "quota")
        let exchanger = DeviceExchanger(loops: loops)
        let devices = try HoldingDevices()
        let alpha = try await instance(TestPlugin.alpha, exchanger, [.deviceConnections: 2])
        let beta = try await instance(TestPlugin.beta, exchanger, [:])
        let own = alpha.begin(TestPlugin.request("poll", body: round(first: 10, count: 7, port: devices.port)))
        await eventually { devices.open(below: 100) == 2 }
        // A device may see a connection before its round counts it.
        await eventually { alpha.meter[.deviceConnections].used(atNanos: 0) == 2 }
        let other = beta.begin(TestPlugin.request("poll", body: round(first: 110, count: 5, port: devices.port)))
        await eventually { devices.open(below: 256) == 7 }
        await eventually { beta.meter[.deviceConnections].used(atNanos: 0) == 5 }
        devices.answer()
        _ = try await other.value
        _ = try await own.value
        #expect(devices.mostOpen(below: 100) == 2 && devices.accepted == 12, "each was asked once")
        await eventually {
            alpha.meter[.deviceConnections].used(atNanos: 0) == 0 && beta.meter[.deviceConnections].used(atNanos: 0) == 0
        }
        #expect(await alpha.close())
        #expect(await beta.close())
        devices.stop()
        loops.shutdown()
    }
}

/// Devices on every address of the loopback network that keep connections open until they may answer.
private final class HoldingDevices: Sendable {
    private struct State {
        /// Last byte of the address that was connected to, by descriptor.
        var open: [Int32: Int] = [:]
        var mostOpen = 0
        var accepted = 0
        var answers = false
        var isStopped = false
    }

    let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && listen(socket, 64) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        guard isBound else { throw Failure() }
        port = UInt16(bigEndian: address.sin_port)
        guard PluginThread.start(name: "devices", detached: true, { self.run() }) != nil else { throw Failure() }
    }

    struct Failure: Error {}

    var accepted: Int { state.withLock(\.accepted) }
    /// Connections to addresses whose last byte is below a number.
    func open(below number: Int) -> Int { state.withLock { $0.open.values.count { $0 < number } } }
    /// The most of those below 100 that were ever open.
    func mostOpen(below number: Int) -> Int { state.withLock(\.mostOpen) }
    func answer() { state.withLock { $0.answers = true } }
    func stop() { state.withLock { $0.isStopped = true } }

    private func run() {
        while true {
            let (descriptors, answers, isStopped) = state.withLock { (Array($0.open.keys), $0.answers, $0.isStopped) }
            for descriptor in descriptors where answers || isStopped || hasEnded(descriptor) { end(descriptor, answers: answers) }
            if isStopped {
                close(listener)
                return
            }
            var entry = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 5) == 1 else { continue }
            var address = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { continue }
            _ = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
            }
            // What was closed before this one was opened is known by now.
            for other in state.withLock({ Array($0.open.keys) }) where hasEnded(other) { end(other, answers: false) }
            state.withLock { state in
                state.accepted += 1
                state.open[descriptor] = Int(UInt32(bigEndian: address.sin_addr.s_addr) & 0xFF)
                state.mostOpen = max(state.mostOpen, state.open.values.count { $0 < 100 })
            }
        }
    }

    private func hasEnded(_ descriptor: Int32) -> Bool {
        // A half that is closed; POLLRDHUP, which needs a feature macro to be seen from Swift.
        var entry = pollfd(fd: descriptor, events: 0x2000, revents: 0)
        return poll(&entry, 1, 0) == 1
    }

    /// Off the list first: its place may be taken the moment that it is closed.
    private func end(_ descriptor: Int32, answers: Bool) {
        state.withLock { _ = $0.open.removeValue(forKey: descriptor) }
        if answers { _ = send(descriptor, "B", 1, Int32(MSG_NOSIGNAL)) }
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}
