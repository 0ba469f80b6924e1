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
    var verdict: DeviceVerdict {
        if status.isEmpty { return .refused(.unreadable) }
        if isSuccess { return DeviceVerdict(.accepted, .tookOrder, saying: message) }
        if message.lowercased().contains("already") { return DeviceVerdict(.alreadySo, .saysAlready, saying: message) }
        if isUnknownCommand { return DeviceVerdict(.unsupported, .unknownCommand, saying: message) }
        if code == CommandReply.accessDenied { return .refused(.writesDenied, saying: message) }
        return .refused(.saidNo, saying: message)
    }
}
