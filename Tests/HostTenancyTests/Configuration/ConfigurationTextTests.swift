import Testing

@testable import HostTenancy

@Suite("The small grammars of tenants.yaml")
struct ConfigurationTextTests {
    @Test(
        "times are counted from 1970 in UTC",
        arguments: [
            ("1970-01-01", 0), ("2000-02-29", 951_782_400), ("2026-11-21T01:26:30Z", 1_795_224_390), ("2100-03-01", 4_107_542_400),
            ("2026-01-01T00:00:00+01:00", 1_767_222_000),
        ])
    func times(_ text: String, _ seconds: Int64) { #expect(ConfigurationText.timeMicros(text) == seconds * 1_000_000) }

    @Test(
        "what is no time is none",
        arguments: [
            "", "2026", "2026-13-01", "2025-02-29", "2100-02-29", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00.Z", "1969-12-31", "２０26-01-01",
        ])
    func noTimes(_ text: String) { #expect(ConfigurationText.timeMicros(text) == nil) }

    @Test("plain words follow YAML 1.2: yes is a text, 010 is a text, 1e3 is a number")
    func scalars() {
        #expect(YAMLScalar(plain: "yes") == .text("yes") && YAMLScalar(plain: "010") == .text("010"))
        #expect(YAMLScalar(plain: "true") == .boolean(true) && YAMLScalar(plain: "~") == .null)
        #expect(YAMLScalar(plain: "-7") == .integer(-7) && YAMLScalar(plain: "1e3") == .number(1_000))
        #expect(YAMLScalar(plain: "127.0.0.1") == .text("127.0.0.1") && YAMLScalar(plain: "2026-01-31") == .text("2026-01-31"))
        #expect(YAMLScalar(plain: "99999999999999999999") == .text("99999999999999999999"))
    }

    @Test("JSON text is escaped")
    func json() { #expect(JSONWriter.string("a\"\\\n\u{1}é") == "\"a\\\"\\\\\\n\\u0001é\"") }

    @Test("suggestions are near or none")
    func suggestions() {
        #expect(NameSuggestion.nearest(to: "slto", in: ["slots", "name"]) == "slots")
        #expect(NameSuggestion.nearest(to: "nmae", in: ["slots", "name"]) == "name")
        #expect(NameSuggestion.nearest(to: "zebra", in: ["slots", "name"]) == nil)
    }
}
