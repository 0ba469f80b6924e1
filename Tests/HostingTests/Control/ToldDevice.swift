import PluginKit

@testable import Hosting

/// An order that is carried out against replies from a list: no sockets, no clock.
struct ToldDevice {
    private(set) var conversation: OrderConversation

    /// The time is that of the captured Avalon's answer, 5 s before it acts.
    init(_ firmware: String?, _ action: DeviceAction, passwords: DevicePasswords = DevicePasswords(), workMode: String? = nil) {
        let access = DeviceAccess(
            address: "10.0.0.7", port: 4_028, passwords: passwords, unixSeconds: 1_753_434_816, nonce: 0x0123_4567_89AB_CDEF,
            workMode: workMode)
        conversation = OrderConversation(
            DeviceOrder(minerId: 7, address: "10.0.0.7", port: 4_028, firmware: firmware, action: action),
            adapter: FirmwareAdapters.adapter(firmware, action, access))
    }

    /// What is sent now, as text; empty when the order has ended.
    var sent: String { conversation.request.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "" }
    var port: UInt16? { conversation.request?.port }
    var outcome: DeviceOrderResult.Outcome? { conversation.result?.outcome }
    var detail: String { conversation.result?.detail ?? "" }

    mutating func reply(_ text: String) { conversation.take(.replied, bytes(text)) }
    mutating func reply(_ bytes: [UInt8]) { conversation.take(.replied, bytes) }
    mutating func fail(_ outcome: DeviceReply.Outcome, _ text: String = "", cause: String = "") {
        conversation.take(outcome, bytes(text), cause: cause)
    }

    static func http(_ status: Int, _ body: String, _ headers: String = "") -> String {
        "HTTP/1.1 \(status) X\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
