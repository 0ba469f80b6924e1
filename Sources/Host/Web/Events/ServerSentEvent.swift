/// One message of `text/event-stream`. Pure.
enum ServerSentEvent: Equatable {
    /// How long a browser waits before it connects again.
    case retry(milliseconds: Int)
    case comment(String)
    case event(name: String, data: String)

    /// Line feeds in data become further `data:` lines; in a name they are left out.
    var text: String {
        switch self {
        case .retry(let milliseconds): "retry: \(milliseconds)\n\n"
        case .comment(let text): ": \(Self.oneLine(text))\n\n"
        case .event(let name, let data):
            "event: \(Self.oneLine(name))\n" + Self.lines(data).map { "data: \($0)\n" }.joined() + "\n"
        }
    }

    private static func oneLine(_ text: String) -> String { String(text.unicodeScalars.filter { $0 != "\n" && $0 != "\r" }) }

    private static func lines(_ text: String) -> [String] {
        var lines = [""]
        var previousWasReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\n", previousWasReturn {
                previousWasReturn = false
            } else if scalar == "\n" || scalar == "\r" {
                previousWasReturn = scalar == "\r"
                lines.append("")
            } else {
                previousWasReturn = false
                lines[lines.count - 1].unicodeScalars.append(scalar)
            }
        }
        return lines
    }
}
