import PluginKit

/// For a device that was never read: asks what it is, then goes on as its firmware's adapter.
struct DetectingAdapter: DeviceAdapter {
    private let action: DeviceAction
    private let access: DeviceAccess
    private var found: (any DeviceAdapter)?

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        .ask(DeviceRequest(port: access.port, bytes: CommandBytes.json("version"), framing: .command))
    }

    mutating func take(_ reply: [UInt8]) -> DeviceStep {
        if found != nil { return found!.take(reply) }
        var adapter = DetectingAdapter.adapter(reply, action, access)
        defer { found = adapter }
        return adapter.begin()
    }

    mutating func goOn(without outcome: DeviceReply.Outcome) -> DeviceStep? { found?.goOn(without: outcome) }

    private static func adapter(_ reply: [UInt8], _ action: DeviceAction, _ access: DeviceAccess) -> any DeviceAdapter {
        // A web server where the API should be: it says that it cannot read the command.
        if reply.starts(with: Array("HTTP/".utf8)) { return EpicAdapter(action, access) }
        var builder = MinerReadingBuilder()
        _ = unsafe reply.withUnsafeBufferPointer { unsafe builder.add($0) }
        guard let firmware = builder.finish().firmware else {
            return UnsupportedAdapter(reason: "The device was never read, and does not tell what it is.")
        }
        return FirmwareAdapters.adapter("\(firmware.name) \(firmware.version)", action, access)
    }
}
