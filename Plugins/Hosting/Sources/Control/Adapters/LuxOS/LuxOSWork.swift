/// What is done within a session of LuxOS: a machine of commands and replies.
protocol LuxOSWork: Sendable {
    /// The first command.
    mutating func begin(session: String) -> LuxOSStep
    /// What follows the reply to the last command. The bytes come from outside and may be anything.
    mutating func take(_ reply: [UInt8], session: String) -> LuxOSStep
}

/// What follows within a session.
enum LuxOSStep: Sendable, Equatable {
    case ask(LuxOSRequest)
    case done(DeviceVerdict)
}

/// A command of LuxOS.
struct LuxOSRequest: Sendable, Equatable {
    let command: String
    let parameter: String?
    /// What no answer means.
    let silence: DeviceRequest.Silence

    init(_ command: String, _ parameter: String? = nil, silence: DeviceRequest.Silence = .mayBeDone) {
        self.command = command
        self.parameter = parameter
        self.silence = silence
    }
}

/// One command that needs the session.
struct LuxOSCommand: LuxOSWork {
    private let command: String
    private let argument: String?

    init(_ command: String, _ argument: String? = nil) {
        self.command = command
        self.argument = argument
    }

    mutating func begin(session: String) -> LuxOSStep {
        .ask(LuxOSRequest(command, argument.map { "\(session),\($0)" } ?? session))
    }

    mutating func take(_ reply: [UInt8], session: String) -> LuxOSStep { .done(CommandReply(reply).verdict) }
}
