import HostPlugins
import HostTenancy
import PluginABI

/// Texts that are none.
struct BadTextCase: ConformanceCase {
    let name = "bad-text"
    let summary = "sends bytes that are not UTF-8, NULs and strange characters in parameters, query, headers, path, body and results"
    let rule = "Text is UTF-8 without a terminating NUL, its length is in the span. (What comes from outside may be anything.)"
    let isolations: [IsolationMode] = [.host, .worker]

    static let texts: [(what: String, bytes: [UInt8])] = [
        ("a lone continuation byte", [0x80]), ("a cut sequence", [0x61, 0xE2, 0x82]), ("an overlong NUL", [0xC0, 0x80]),
        ("a surrogate", [0xED, 0xA0, 0x80]), ("a byte beyond Unicode", [0xF5, 0x80, 0x80, 0x80]), ("0xFF", [0xFF, 0xFE, 0xFF]),
        ("a NUL", [0x61, 0x00, 0x62]), ("NULs alone", [0, 0, 0]), ("nothing", []), ("quotes and backslashes", Array(#"\"'`\u0000"#.utf8)),
        ("control characters", Array(1...31)), ("percents", Array("%00%ff%zz%&a=%".utf8)), ("a noncharacter", [0xEF, 0xBF, 0xBF]),
        ("a flag of four scalars", Array("🏳️‍🌈\u{202E}".utf8)),
    ]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host(.init(isGuarded: true))
        let instance = try probe.instance(host)
        var count = 0
        for work in probe.works {
            for (what, text) in Self.texts {
                for place in ["parameters", "query", "headers", "path", "body"] {
                    var contents = Work.Contents()
                    switch place {
                    case "parameters": contents.parameter = text
                    case "query": contents.query = Array("id=".utf8) + text + Array("&page=".utf8) + text + Array("&".utf8) + text
                    case "headers": contents.headers = [(text, text), (Array("accept".utf8), text)]
                    case "path": contents.path = text
                    default: (contents.body, contents.arguments) = (text, text)
                    }
                    probe.doing("\(work.name) with \(what) in \(place)")
                    let ending = try instance.call(work.message(contents))
                    // Where the contract promises UTF-8, what is made of anything else need not be well formed; it must only come.
                    let isPromised = place != "body" && String(validating: text, as: UTF8.self) == nil
                    if !isPromised { try check(ending, work, probe, "\(what) in \(place)") }
                    count += 1
                }
            }
        }
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(count) calls")
    }

    /// What is answered to bad text must itself be well formed.
    private func check(_ ending: ProbedInstance.Ending, _ work: Work, _ probe: Probe, _ what: String) throws(Finding) {
        guard case .completed(let completion) = ending, completion.status == HI_OK else { return }
        do throws(MessageError) {
            try AnswerReading.check(completion.answer, of: work, templates: probe.templates)
        } catch {
            throw Finding("\(work.name) with \(what): \(error.message)", expected: "a well-formed answer, or an error")
        }
    }
}
