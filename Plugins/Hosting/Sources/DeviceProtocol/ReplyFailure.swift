/// Why a reply gave no reading.
public enum ReplyFailure: Error, Sendable, Equatable {
    /// The device closed without a byte, or sent only NULs and blanks.
    case empty
    /// Text of something that is no miner (a proxy, a web server); its beginning.
    case notJSON(excerpt: String)
    /// Cut off before anything useful.
    case truncated
    /// Cut off before the part that tells how the device runs was whole.
    case cutShort
    /// Code 14: the firmware does not know the command, or does not join commands.
    case invalidCommand(message: String)
    /// Code 23: the firmware could not read the request.
    case invalidRequest(message: String)
    /// Code 24: the firmware wants the command under another key.
    case missingCommand(message: String)
    /// Code 45: the address that asked may not.
    case accessDenied(message: String)
    /// Another error that the device stated.
    case deviceError(code: Int, message: String)
    /// The reply is encrypted.
    case encrypted
    /// Well formed, but nothing in it is about mining.
    case nothingKnown

    /// A short stable name for rows, metrics and pages.
    public var code: String {
        switch self {
        case .empty: "empty"
        case .notJSON: "not_json"
        case .truncated: "truncated"
        case .cutShort: "cut_short"
        case .invalidCommand: "invalid_command"
        case .invalidRequest: "invalid_request"
        case .missingCommand: "missing_command"
        case .accessDenied: "access_denied"
        case .deviceError: "device_error"
        case .encrypted: "encrypted"
        case .nothingKnown: "nothing_known"
        }
    }

    /// One sentence for a person.
    public var message: String {
        switch self {
        case .empty: "The device closed the connection without an answer."
        case .notJSON(let excerpt): "The answer is not that of a miner; it begins with: \(excerpt)"
        case .truncated: "The answer was cut off before anything useful."
        case .cutShort: "The answer was cut off before its summary was whole."
        case .invalidCommand(let text): "The firmware does not know the command: \(text)"
        case .invalidRequest(let text): "The firmware could not read the request: \(text)"
        case .missingCommand(let text): "The firmware missed the command: \(text)"
        case .accessDenied(let text): "The firmware refuses this host: \(text)"
        case .deviceError(let code, let text): "The device stated error \(code): \(text)"
        case .encrypted: "The answer is encrypted."
        case .nothingKnown: "The answer tells nothing about mining."
        }
    }

    /// Whether the device answers, but does not know what it was asked.
    var isUnknownCommand: Bool {
        switch self {
        case .invalidCommand, .missingCommand: true
        default: false
        }
    }

    /// Whether a web server answered that it cannot read the command: the device may be asked over HTTP.
    var isWebServer: Bool {
        guard case .notJSON(let excerpt) = self else { return false }
        return excerpt.hasPrefix("HTTP/")
    }

    /// The failure for a status code of the CGMiner API.
    static func ofStatus(code: Int, message: String) -> ReplyFailure {
        switch code {
        case 14: .invalidCommand(message: message)
        case 23: .invalidRequest(message: message)
        case 24: .missingCommand(message: message)
        case 45: .accessDenied(message: message)
        default: .deviceError(code: code, message: message)
        }
    }
}
