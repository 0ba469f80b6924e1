import PluginKit
import Testing

@testable import Hosting

@Suite("What is done with many miners")
struct BulkActionTests {
    private func action(_ text: String) throws -> BulkAction {
        let known: Set<String> = ["action", "status", "site_id", "pools", "power_limit_watts"]
        return try BulkAction(try BodyFields(try JSONValue(parsing: Array(text.utf8)), of: "operation", known: known))
    }

    private func stored(_ action: BulkAction) throws -> JSONValue {
        guard case .json(let bytes) = action.arguments else { return .null }
        return try JSONValue(parsing: bytes)
    }

    @Test("each action is read with what it needs, and a device is told the same after it was stored")
    func actions() throws {
        let pool = DevicePool(url: "stratum+tcp://pool.example.org:3333", user: "me.1", password: "x")
        let given: [(String, BulkAction, DeviceAction?)] = [
            (#"{"action":"set_status","status":"offline"}"#, .setStatus("offline"), nil),
            (#"{"action":"set_site","site_id":null}"#, .setSite(nil), nil), (#"{"action":"restart"}"#, .restart, .restart),
            (#"{"action":"sleep"}"#, .sleep, .sleep), (#"{"action":"wake"}"#, .wake, .wake),
            (#"{"action":"limit_power","power_limit_watts":3000}"#, .limitPower(watts: 3_000), .limitPower(watts: 3_000)),
            (
                #"{"action":"set_pools","pools":[{"url":"stratum+tcp://pool.example.org:3333","user":"me.1"}]}"#, .setPools([pool]),
                .setPools([pool])
            ),
        ]
        for (text, expected, device) in given {
            let read = try action(text)
            #expect(read == expected)
            #expect(BulkAction.deviceAction(read.name, wanted: try stored(read), password: "y") == device, "\(text)")
        }
        #expect(given.map(\.1.name).sorted() == BulkAction.names.sorted())
    }

    @Test("what lacks something or names no pool is refused by its field")
    func refusals() {
        for (text, field) in [
            ("{}", "action"), (#"{"action":"set_status"}"#, "status"), (#"{"action":"set_site"}"#, "site_id"),
            (#"{"action":"limit_power","power_limit_watts":99}"#, "power_limit_watts"), (#"{"action":"set_pools","pools":[]}"#, "pools"),
            (#"{"action":"set_pools","pools":[{"url":"stratum+tcp://:3333","user":"me"}]}"#, "pools"),
            (#"{"action":"set_pools","pools":[{"url":"stratum+tcp://a:0","user":"me"}]}"#, "pools"),
            (#"{"action":"set_pools","pools":[{"url":"stratum+tcp://a:1","user":"m e"}]}"#, "pools"),
        ] {
            do {
                _ = try action(text)
                Issue.record("\(text) was taken")
            } catch {
                #expect((error as? PluginError)?.field == field, "\(text): \(error)")
            }
        }
    }

    @Test("sleep and wake take each other back, records and pools go back to what was, a restart and a limit stay")
    func undo() {
        let undoing = BulkAction.names.map { BulkAction.undoing($0) }
        #expect(undoing == ["set_status", "set_site", nil, "wake", "sleep", "set_pools", nil])
        let before: JSONValue = .object(JSONObject())
        #expect(BulkAction.deviceAction("set_pools", wanted: before, password: "x") == nil)
    }

    @Test("a selection is ids, each once, or what a filter says, and nothing else")
    func selections() throws {
        func read(_ text: String) throws -> MinerSelection { try MinerSelection(try JSONValue(parsing: Array(text.utf8))) }
        #expect(try read(#"{"miners":["7",3,"7"]}"#).ids == [3, 7])
        #expect(try read(#"{"filter":{"site":"4","q":"A"}}"#).filter == ["site": "4", "q": "A"])
        #expect(try read(#"{"filter":{}}"#).ids == nil)
        for text in ["{}", #"{"miners":[]}"#, #"{"miners":["x"]}"#, #"{"filter":{"colour":"red"}}"#, #"{"filter":{"state":"gone"}}"#] {
            #expect(throws: PluginError.self, "\(text)") { try read(text) }
        }
    }
}
