import PluginKit
import Testing

@testable import Hosting

@Suite("What pages say")
struct PageWordsTests {
    @Test("every reason that a reply or a round can give is told in Chinese, with what the device said in its place")
    func reasons() {
        let failures: [ReplyFailure] = [
            .empty, .notJSON(excerpt: "<html>"), .truncated, .cutShort, .invalidCommand(message: "Invalid command"),
            .invalidRequest(message: "Invalid JSON"),
            .missingCommand(message: "Missing JSON 'command'"), .accessDenied(message: "Access denied"),
            .deviceError(code: 99, message: "busy"),
            .encrypted, .nothingKnown,
        ]
        for failure in failures {
            let text = DetailWords.text(failure.message, language: "zh-CN")
            #expect(text != failure.message, "\(failure)")
            #expect(DetailWords.text(failure.message, language: "en") == failure.message)
        }
        #expect(DetailWords.text("The answer was cut off after its summary.", language: "zh-CN") == "应答在概要之后被截断。")
        #expect(DetailWords.text("6 % of the nameplate rate.", language: "zh-CN") == "额定算力的 6 %。")
        #expect(DetailWords.text("The miner refuses connections to port 4028.", language: "zh-CN") == "矿机拒绝连接端口 4028。")
        #expect(DetailWords.text("The firmware refuses this host: Access denied", language: "zh-CN") == "固件拒绝本主机：Access denied")
        #expect(DetailWords.text("Something new.", language: "zh-CN") == "Something new.")
        #expect(DetailWords.text("", language: "zh-CN").isEmpty)
    }

    @Test("times without scripts are whole minutes, and name their zone")
    func times() throws {
        #expect(DisplayTime.text(try #require(Timestamp(rfc3339: "2026-01-31T12:05:59.123456Z"))) == "2026-01-31 12:05 UTC")
    }

    @Test("short numbers lose the zeros at their end")
    func shortNumbers() {
        #expect(DisplayNumber.short(12, 1) == "12")
        #expect(DisplayNumber.short(12.34, 1) == "12.3")
    }

    @Test("numbers that nothing can have are shown as well as can be, and end nothing")
    func absurdNumbers() {
        #expect(DisplayNumber.percent(1e300, of: 1) == .max && DisplayNumber.percent(-1e300, of: 1) == .min)
        #expect(DisplayNumber.percent(.infinity, of: 1) == 0 && DisplayNumber.percent(1, of: .nan) == 0)
        #expect(DisplayNumber.text(9e14, 6) == "–" && DisplayNumber.text(.nan, 0) == "–")
    }
}
