import Foundation
import Testing

extension SystemTests.MarketTests {
    /// Each page of Analytics fits wide and narrow, can be read light and dark in both languages, and draws its charts.
    func lookAtPages(_ host: RunningHost, as member: Client) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-screens").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let english = try Catalogue.englishOnly()
        try await Browser.with { browser in
            for (width, isDark, language) in [(1_280, false, "en"), (1_280, true, "zh-CN"), (390, false, "zh-CN"), (390, true, "en")] {
                for name in ["network", "technical", "forecast"] {
                    let page = try await browser.page(width: width, height: 900, dark: isDark, language: language)
                    try await page.signIn(member)
                    try await page.open(host.base + "/analytics/\(name)")
                    try await page.settle()
                    let what = "\(name)-\(width)-\(isDark ? "dark" : "light")-\(language)"
                    #expect((try await page.evaluate(PageProbe.overflow).integer ?? 99) <= 0, "\(what) scrolls sideways")
                    #expect(try await page.evaluate(PageProbe.isDark).truth == isDark, "\(what)")
                    #expect(try await page.evaluate(PageProbe.faintTexts).items.map(\.text) == [], "\(what): hard to read")
                    let drawn =
                        "[...document.querySelectorAll('canvas[data-chart]')].every(one => Chart.getChart(one)?.data.datasets[0].data.length)"
                    #expect(try await page.evaluate(drawn).truth == true, "\(what): a chart has no data")
                    if language == "zh-CN" {
                        let texts = Set(try await page.evaluate(PageProbe.texts).items.map(\.text))
                        #expect(texts.intersection(english).sorted() == [], "\(what): English words on a Chinese page")
                    }
                    try await page.expectNoComplaints(what)
                    try await page.screenshot(to: "\(folder)/analytics-\(what).png")
                    try await page.close()
                }
            }
        }
    }
}
