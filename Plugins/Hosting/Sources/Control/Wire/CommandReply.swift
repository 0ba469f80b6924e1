/// The status of a reply of the CGMiner API or one of its kin.
struct CommandReply: Sendable {
    private static let invalidCommand = 14
    private static let accessDenied = 45

    let fields: LooseFields
    /// `S`, `I`, `W`, `E`, `F`; a whole word for `RESTART` and `BYE`; empty where nothing was told.
    let status: String
    let code: Int?
    let message: String

    init(_ bytes: [UInt8]) {
        fields = LooseFields(bytes)
        status = fields.text("STATUS") ?? ""
        code = fields.integer("Code")
        message = fields.text("Msg") ?? ""
    }

    /// The device did what it was asked.
    var isSuccess: Bool { ["S", "I", "W", "RESTART", "BYE"].contains(status) && code != CommandReply.invalidCommand }

    /// The device knows no such command, or no such option of it.
    var isUnknownCommand: Bool {
        let said = message.lowercased()
        return code == CommandReply.invalidCommand || isUnknownOption || ["invalid cmd", "invalid command"].contains { said.contains($0) }
    }

    /// The device knows the command and no such option of it.
    var isUnknownOption: Bool { message.lowercased().contains("unknown option") }

    /// The verdict of a reply that ends an order.
    func verdict(saying accepted: String) -> DeviceVerdict {
        if status.isEmpty { return .refused("The device answered what cannot be read") }
        if isSuccess { return DeviceVerdict(.accepted, message.isEmpty ? accepted : "\(accepted): \(message)") }
        if message.lowercased().contains("already") { return DeviceVerdict(.alreadySo, message) }
        if isUnknownCommand {
            let refusal = DeviceVerdict.refused("The firmware does not know the command", saying: message)
            return DeviceVerdict(.unsupported, refusal.detail)
        }
        if code == CommandReply.accessDenied { return .refused("The device lets nobody write over its API", saying: message) }
        return .refused("The device said no", saying: message)
    }
}
