/// What a server has said to each command of one mail, read from the lines as they cross (RFC 5321). Pure.
///
/// The client sends one command at a time, so each reply belongs to the last command.
struct SMTPDialogue: Sendable {
    /// A reply's last line.
    struct Reply: Sendable, Hashable {
        let code: Int
        /// Code and text, at most 200 characters, nothing but visible ASCII.
        let text: String

        var isPositive: Bool { (200...299).contains(code) }
        /// Refused for now; asking again later may help.
        var isTransient: Bool { (400...499).contains(code) }

        /// What a refused RCPT refuses. Many servers keep what they say of the sender, and of their own rules, until a recipient is named; their
        /// enhanced status code (RFC 3463) tells.
        var refusedPart: MailError.Part {
            guard let status = text.firstMatch(of: /^[45]\d\d[ -][45]\.(\d{1,3})\.(\d{1,3})(?: |$)/) else { return .recipients }
            switch (status.1, status.2) {
            case ("1", "7"), ("1", "8"): return .sender
            case ("1", _), ("2", _): return .recipients
            default: return .mail
            }
        }
    }

    private enum Step {
        case greeting
        case session
        case sender
        case recipient
        case data
        case message
        case end
    }

    private var step = Step.greeting
    private var line: [UInt8] = []
    /// Whether the connection was made for this mail: the server has greeted.
    private(set) var hasGreeting = false
    private var hasCommand = false
    /// To MAIL: whether this sender may send at all.
    private(set) var sender: Reply?
    /// To each RCPT, in their order.
    private(set) var recipients: [Reply] = []
    /// To DATA.
    private(set) var data: Reply?
    /// To the mail itself.
    private(set) var message: Reply?
    /// The last one, whatever it was to.
    private(set) var last: Reply?

    /// Whether the mail had been begun when it ended: the server was willing to talk to this side.
    var hasBegun: Bool { sender != nil }

    /// Whether commands went out on a connection of an earlier mail and nothing came back: the server has left it.
    var isUnheard: Bool { hasCommand && !hasGreeting && last == nil }

    /// A command as it goes out, or its beginning. Names are in capitals.
    mutating func sent(_ command: some Sequence<UInt8>) {
        hasCommand = true
        let name = String(decoding: Array(command.prefix(4)), as: UTF8.self)
        switch name {
        case "MAIL": step = .sender
        case "RCPT": step = .recipient
        case "DATA": step = .data
        case "QUIT": step = .end
        default: step = .session
        }
    }

    /// Bytes of replies as they come in, in any pieces.
    mutating func received(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            if byte == 10 {
                endLine()
            } else if line.count < 200 {
                line.append(byte)
            }
        }
    }

    private mutating func endLine() {
        defer { line.removeAll(keepingCapacity: true) }
        guard line.count >= 3, line.prefix(3).allSatisfy({ (48...57).contains($0) }) else { return }
        let code = line.prefix(3).reduce(0) { $0 * 10 + Int($1 - 48) }
        // A hyphen behind the code says that more lines follow.
        guard line.count == 3 || line[3] != UInt8(ascii: "-") else { return }
        let visible = line.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: " ") }
        var text = String(decoding: visible, as: UTF8.self)
        while text.last == " " { text.removeLast() }
        take(Reply(code: code, text: text))
    }

    private mutating func take(_ reply: Reply) {
        last = reply
        switch step {
        case .greeting:
            hasGreeting = true
            step = .session
        case .session, .end: break
        case .sender: sender = reply
        case .recipient: recipients.append(reply)
        case .data:
            data = reply
            // The next reply is to what follows, which is no command.
            if (300...399).contains(reply.code) { step = .message }
        case .message:
            message = reply
            step = .end
        }
    }
}
