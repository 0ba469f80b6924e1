import PluginKit
import Testing

@testable import Hosting

@Suite("A form that was not taken")
struct FormFieldsTests {
    private func data(_ fields: FormFields, _ refused: RefusedForm?, language: String = "en") throws -> JSONValue {
        var json = JSONWriter()
        try json.object { try fields.write(refused, language: language, to: &$0) }
        return try JSONValue(parsing: json.bytes)
    }

    private let fields = FormFields(name: "window", fields: ["q", "until_at"], otherNames: ["miners": "q"], given: ["q": "A-"])

    private func refused(_ message: String, of name: String = "window") -> RefusedForm {
        RefusedForm(name: name, form: PostedForm(Array("q=+B-1+&until_at=soon".utf8)), refusal: PluginError(.invalidArgument, message))
    }

    @Test("comes back with what was sent, and the reason at the field that it is about")
    func comesBack() throws {
        let form = try #require(try data(fields, refused("until_at: expected a time as 2026-01-31T12:00:00Z."))["window"])
        #expect(form["q"]?.string == "B-1" && form["until_at"]?.string == "soon")
        #expect(form["bad_until_at"] == .boolean(true) && form["bad_q"] == .boolean(false) && form["is_elsewhere"] == .boolean(false))
        #expect(form["fault"]?.string == "Expected a time as 2026-01-31T12:00:00Z.")
    }

    @Test("finds its field under the interface's name, and is told as a whole where it has no such field")
    func otherNames() throws {
        let named = try #require(try data(fields, refused("miners: expected 1 to 20000 ids, found 0."))["window"])
        #expect(named["bad_q"] == .boolean(true))
        let other = try #require(try data(fields, refused("reason: expected a text of at most 500 characters."))["window"])
        #expect(other["is_elsewhere"] == .boolean(true) && other["bad_q"] == .boolean(false))
    }

    @Test("leaves the other forms of its page as they were")
    func others() throws {
        let form = try #require(try data(fields, refused("text: missing.", of: "note"))["window"])
        #expect(form["q"]?.string == "A-" && form["until_at"]?.string == "" && form["is_refused"] == .boolean(false))
    }

    @Test(
        "is told in Chinese, whatever draft refused it",
        arguments: [
            ("title: missing.", "必填。"), ("text: expected a text of 1 to 10000 characters.", "字符数应为 1 to 10000。"),
            ("rack: expected rack, row and position together, or none of them.", "机架、层和位置须同时填写，或全部留空。"),
            (
                "address: at this address and port answers miner \"A-1\". Give one of both another address, or set one offline.",
                "该地址和端口属于矿机“A-1”。请更换其中一台的地址，或将其中一台设为离线。"
            ),
            (
                "miner: the plan \"Peak\" holds this miner. It can be deleted when the plan has ended: recover it first.",
                "计划“Peak”正占用该矿机。计划结束后才能删除：请先恢复。"
            ),
            (
                "duration_seconds: expected at most 86400 (24 h): longer hours overlap those of the next chosen day.",
                "最长 86400 (24 h)：再长会与下一个所选日期的时段重叠。"
            ),
            ("name: you have a site \"North: hall\" already.", "已有名为“North: hall”的场地。"), ("x: something else", "something else"),
        ])
    func chinese(_ message: String, _ expected: String) throws {
        #expect(FaultWords.text(PluginError(.conflict, message), language: "zh-CN") == expected)
    }
}
