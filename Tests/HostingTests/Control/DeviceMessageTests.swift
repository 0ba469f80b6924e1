import Foundation
import PluginKit
import Testing

@testable import Hosting

@Suite("What is said of devices, in every language")
struct DeviceMessageTests {
    private static let plugin = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../../Plugins/Hosting")

    private func texts(_ language: String) throws -> [String: String] {
        let data = try Data(contentsOf: Self.plugin.appendingPathComponent("locales/\(language).json"))
        let all = try #require(JSONValue(parsing: [UInt8](data)).object).fields
        return Dictionary(
            uniqueKeysWithValues: all.filter { $0.name.hasPrefix("why.") }.map { ($0.name, $0.value.string ?? "") })
    }

    private func places(_ text: String) -> Set<String> { Set(text.matches(of: /\{\{([a-z_]+)\}\}/).map { String($0.1) }) }

    @Test("both catalogues and the pages' partial have every word, with the same places for figures, and no other")
    func catalogues() throws {
        let (english, chinese) = (try texts("en"), try texts("zh-CN"))
        let partial = try String(contentsOf: Self.plugin.appendingPathComponent("pages/device_message.mustache"), encoding: .utf8)
        for word in DeviceWord.allCases {
            let key = "why.\(word.rawValue)"
            #expect(english[key] == word.english)
            let translated = try #require(chinese[key], "\(key)")
            #expect(translated != word.english && places(translated) == places(word.english), "\(key)")
            #expect(partial.contains("{{#says_\(word.rawValue)}}{{t.\(key)}}{{/says_\(word.rawValue)}}"), "\(key)")
        }
        let expected = Set(DeviceWord.allCases.map { "why.\($0.rawValue)" }).union(["why.said", "why.stop"])
        #expect(Set(english.keys) == expected && Set(chinese.keys) == expected)
    }

    @Test("figures stand in the words and in the values; what a device said is told in few words on one line")
    func figures() throws {
        let plain = DeviceMessage(.noConnection, ["port": "80"])
        #expect(plain.text == "No connection to port 80." && plain.code == "no_connection" && plain.values == #"{"port":"80"}"#)
        let said = DeviceMessage(.saidNoCode, ["code": "500"], saying: "<html>\n  busy\u{7}\t\"now\"")
        #expect(said.text == "The device said no (500): <html> busy \"now\"")
        #expect((try JSONValue(parsing: Array(said.values.utf8)))["said"]?.string == "<html> busy \"now\"")
        #expect(DeviceMessage(.saidNo, saying: String(repeating: "long ", count: 4_000)).text.count < 200)
        #expect(DeviceMessage(.saidNo, saying: " \n").text == "The device said no.")
        for word in DeviceWord.allCases where places(word.english).isEmpty { #expect(DeviceMessage(word).text == word.english + ".") }
    }
}
