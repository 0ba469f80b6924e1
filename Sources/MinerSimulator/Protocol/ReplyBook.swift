/// All that one model can answer, ready to be rendered: made once, shared by every device of the model.
struct ReplyBook: Sendable {
    let model: MinerModel
    /// By command; joined captures also under their joined name.
    let templates: [String: DriftTemplate]
    /// The firmware also takes `cmd` for `command`.
    let acceptsShortKey: Bool

    init(_ model: MinerModel) {
        self.model = model
        var templates: [String: DriftTemplate] = [:]
        for reply in model.replies {
            templates[reply.command] = DriftTemplate(reply.bytes)
            guard reply.command.contains("+") else { continue }
            for command in reply.command.split(separator: "+") {
                guard let section = ReplyBook.section(String(command), of: reply.bytes) else { continue }
                templates[String(command)] = DriftTemplate(section)
            }
        }
        self.templates = templates
        acceptsShortKey = templates.keys.contains { $0.hasPrefix("get_") }
    }

    /// The single reply inside a joined one: the first element of the array under the command's key.
    static func section(_ command: String, of bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        let key = Array("\"\(command)\":[".utf8)
        guard let start = bytes.indices.dropLast(key.count).first(where: { bytes[$0..<($0 + key.count)].elementsEqual(key) }) else {
            return nil
        }
        let begin = start + key.count
        var depth = 0
        var isInString = false
        var index = begin
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where isInString: index += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString:
                depth -= 1
                if depth == 0 { return UnsafeBufferPointer(rebasing: bytes[begin...index]) }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Writes the whole wire answer to a request, its ending included.
    func answer(_ request: CommandRequest, readings: DriftReadings?, unixSeconds: Int, into output: inout [UInt8]) {
        var isJSON = true
        let start = output.count
        switch request {
        case .invalid: status(23, "Invalid JSON", unixSeconds, into: &output)
        case .missingCommand: status(24, "Missing JSON 'command'", unixSeconds, into: &output)
        case .commands(let commands, let wantsJSON):
            isJSON = wantsJSON
            if commands.count <= 1 {
                single(commands.first ?? "", readings, unixSeconds, into: &output)
            } else {
                joined(commands, readings, unixSeconds, into: &output)
            }
        }
        if !isJSON {
            let text = TextForm.text(fromJSON: output[start...])
            output.replaceSubrange(start..., with: text)
        }
        output.append(contentsOf: model.ending.bytes)
    }

    private func single(_ command: String, _ readings: DriftReadings?, _ unixSeconds: Int, into output: inout [UInt8]) {
        if let template = templates[command] { return template.render(readings, into: &output) }
        if ReplyBook.privileged.contains(command) {
            return status(45, "Access denied to '\(command)' command", unixSeconds, into: &output)
        }
        status(14, "Invalid command", unixSeconds, into: &output)
    }

    private func joined(_ commands: [String], _ readings: DriftReadings?, _ unixSeconds: Int, into output: inout [UInt8]) {
        if let captured = templates[commands.joined(separator: "+")] { return captured.render(readings, into: &output) }
        switch model.joined {
        case .invalidCommand: return status(14, "Invalid command", unixSeconds, into: &output)
        case .missingCommand: return status(24, "Missing JSON 'command'", unixSeconds, into: &output)
        case .answered: break
        }
        output.append(UInt8(ascii: "{"))
        for command in commands {
            // A command is a string of the request; what could end the key early is left out.
            output.append(contentsOf: "\"\(command.filter { $0 != "\"" && $0 != "\\" })\":[".utf8)
            single(command, readings, unixSeconds, into: &output)
            output.append(contentsOf: "],".utf8)
        }
        output.append(contentsOf: "\"id\":1}".utf8)
    }

    private func status(_ code: Int, _ message: String, _ unixSeconds: Int, into output: inout [UInt8]) {
        let safe = message.filter { $0 != "\"" && $0 != "\\" }
        output.append(
            contentsOf:
                #"{"STATUS":[{"STATUS":"E","When":\#(unixSeconds),"Code":\#(code),"Msg":"\#(safe)","Description":"\#(model.software)"}],"id":1}"#
                .utf8)
    }

    /// Commands that a device answers only to addresses that may write.
    private static let privileged: Set<String> = [
        "switchpool", "enablepool", "addpool", "poolpriority", "poolquota", "disablepool", "removepool", "save", "quit", "privileged",
        "restart", "setconfig", "zero", "hotplug", "ascenable", "ascdisable", "ascidentify", "ascset",
    ]
}
