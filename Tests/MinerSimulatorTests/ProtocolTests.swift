import Foundation
import Testing

@testable import MinerSimulator

@Suite("What a firmware answers")
struct ProtocolTests {
    private func answer(_ model: String, _ request: String) throws -> String {
        let book = ReplyBook(try #require(MinerModel.all.first { $0.name == model }))
        var output: [UInt8] = []
        book.answer(
            CommandRequest(Array(request.utf8), acceptsShortKey: book.acceptsShortKey), readings: nil, unixSeconds: 1_700_000_000,
            into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "Requests are read as devices read them",
        arguments: [
            (#"{"command":"summary"}"#, CommandRequest.commands(["summary"], isJSON: true)),
            (#"{ "parameter" : "0", "command" : "summary+stats" }"#, .commands(["summary", "stats"], isJSON: true)),
            ("summary", .commands(["summary"], isJSON: false)), ("asc|0\n", .commands(["asc"], isJSON: false)),
            ("{\"command\":\"version\"}\0rest", .commands(["version"], isJSON: true)), (#"{"cmd":"summary"}"#, .missingCommand),
            ("{}", .missingCommand),
            (#"{"command":""}"#, .missingCommand), (#"{"command":1}"#, .missingCommand), (#"{"command":"summary""#, .invalid),
            ("", .invalid),
            ("|", .invalid),
        ])
    func requests(_ text: String, _ expected: CommandRequest) {
        #expect(CommandRequest(Array(text.utf8), acceptsShortKey: false) == expected)
    }

    @Test("btminer also takes cmd")
    func shortKey() throws {
        #expect(CommandRequest(Array(#"{"cmd":"get_psu"}"#.utf8), acceptsShortKey: true) == .commands(["get_psu"], isJSON: true))
        #expect(try answer("whatsminer-m50s", #"{"cmd":"get_psu"}"#).contains("P222B"))
    }

    @Test("A command that the firmware does not know gets code 14, a forbidden one 45, none 24, no JSON 23")
    func errors() throws {
        #expect(
            try answer("antminer-s19pro", #"{"command":"edevs"}"#)
                == #"{"STATUS":[{"STATUS":"E","When":1700000000,"Code":14,"Msg":"Invalid command","Description":"cgminer 1.0.0"}],"id":1}"#
                + "\0")
        #expect(try answer("antminer-s9", #"{"command":"restart"}"#).contains(#""Code":45,"Msg":"Access denied to 'restart' command""#))
        #expect(try answer("antminer-s9", #"{"cmd":"summary"}"#).contains(#""Code":24,"Msg":"Missing JSON 'command'""#))
        #expect(try answer("antminer-s9", #"{"command":"summary""#).contains(#""Code":23"#))
    }

    @Test("Joined commands: answered, refused with 14 by Bitmain's newer firmware, taken for a missing command by MicroBT's")
    func joined() throws {
        let joined = try answer("braiins-s9-plus", #"{"command":"summary+temps+nothing"}"#)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(joined.utf8)) as? [String: Any])
        #expect(Set(object.keys) == ["summary", "temps", "nothing", "id"])
        #expect(((object["summary"] as? [[String: Any]])?[0]["SUMMARY"] as? [[String: Any]])?[0]["Elapsed"] as? Int == 3_680)
        #expect(try answer("antminer-s21", #"{"command":"summary+stats"}"#).contains(#""Code":14"#))
        #expect(try answer("whatsminer-m30s", #"{"command":"summary+edevs"}"#).contains(#""Code":24"#))
        #expect(try answer("whatsminer-m30s", #"{"command":"pools+summary+edevs"}"#).contains(#""When":1606354149,"Code":24"#))
    }

    @Test("A device captured only with joined commands also answers the single ones")
    func sections() throws {
        let stats = try answer("avalon-1047", #"{"command":"stats"}"#)
        #expect(stats.hasPrefix(#"{"STATUS":[{"STATUS":"S""#) && stats.hasSuffix(#""id":1}"# + "\0"))
        #expect(stats.contains("GHSavg[25174.76]"))
        let summary = try answer("avalon-1047-nan", #"{"command":"summary"}"#)
        #expect(summary.contains(#""MHS av":nan"#) && !summary.contains("STATS"))
    }

    @Test("Endings are the firmware's: NUL, newline and NUL, or nothing")
    func endings() throws {
        #expect(try answer("antminer-s9", #"{"command":"version"}"#).utf8.suffix(2).elementsEqual([UInt8(ascii: "}"), 0]))
        #expect(try answer("whatsminer-m30s", #"{"command":"summary"}"#).utf8.suffix(3).elementsEqual([UInt8(ascii: "}"), 0x0A, 0]))
        #expect(try answer("braiins-s9", #"{"command":"summary"}"#).utf8.last == UInt8(ascii: "}"))
    }

    @Test("A text request gets the text form")
    func textForm() throws {
        let summary = try answer("whatsminer-m30s", "summary")
        #expect(
            summary.hasPrefix(
                "STATUS=S,When=1606354856,Code=11,Msg=Summary,Description=cgminer 4.9.2|SUMMARY,Elapsed=29600,MHS av=85106399.37,"))
        #expect(summary.hasSuffix("|\n\0"))
        let pools = try answer("braiins-s9-plus", "pools|")
        #expect(pools.contains("|Accepted=152,") && pools.filter { $0 == "|" }.count == 4)
        #expect(try answer("antminer-s9", "nothing").hasPrefix("STATUS=E,When=1700000000,Code=14,Msg=Invalid command,"))
        #expect(
            String(decoding: TextForm.text(fromJSON: Array(#"{"STATUS":[{"A":"x=y|z,\\"}]}"#.utf8)), as: UTF8.self) == #"A=x\=y\|z\,\\|"#)
    }

    @Test("A control line sets one device or says what is wrong")
    func control() {
        #expect(ControlCommand("set 17 dead") == .set(17, .dead))
        #expect(ControlCommand("set 3 quirk:nan_unquoted") == .set(3, .quirk("nan_unquoted")))
        #expect(ControlCommand("get 4") == .get(4))
        for line in ["", "set", "set x dead", "set 1 odd", "set 1 quirk:odd", "set 1 dead now"] {
            guard case .invalid = ControlCommand(line) else {
                Issue.record("'\(line)' was taken")
                continue
            }
        }
    }
}
