import Foundation
import Testing

extension SystemTests.MarketTests {
    /// What providers know of the year before anybody looked is stored, named with its source, and on the page; what none could tell is not.
    func lookAtHistories(_ member: Client) async throws {
        let series = try await eventually("there is a year of hashrates") { () -> JSON? in
            let answer = try await member.get("/api/v1/analytics/market/series?series=network_hashrate_ehs&days=400").json
            return answer["items"].items.isEmpty ? nil : answer
        }
        #expect(series["items"].items.count == 365)
        #expect(series["items"].items.last?["value"].double == 1_264)
        #expect(series["source"].text == "blockchain.info" && series["is_stale"].truth == false)
        // CoinGecko wants to be left alone, so nobody asks it for its year either.
        #expect(try await member.get("/api/v1/analytics/market/series?series=btc_usd").json["items"].items.isEmpty)
        let difficulty = try await member.get("/api/v1/analytics/market/series?series=difficulty").json
        #expect(difficulty["items"].items.isEmpty && difficulty["is_stale"].truth == true)
        let adjustments = try await member.get("/api/v1/analytics/market/series?series=difficulty_adjustments").json["items"].items
        #expect(adjustments.map { $0["height"].integer } == [955_584, 957_600])
        #expect(try await member.get("/api/v1/analytics/market/series?series=luck").status == 400)
        let page = try await member.page("/analytics/network").text
        #expect(page.contains("957,600") && page.contains("-1.50 %") && page.contains("+3.12 %"))
        #expect(page.contains("year-network_hashrate_ehs\"") && !page.contains("year-difficulty\"") && !page.contains("year-btc_usd\""))
    }

    /// Each page of Analytics fits wide and narrow, can be read light and dark in both languages, and draws its charts.
    func lookAtPages(_ host: RunningHost, as member: Client) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-screens").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let english = try Catalogue.englishOnly()
        try await Browser.with { browser in
            for (width, isDark, language) in [(1_280, false, "en"), (1_280, true, "zh-CN"), (390, false, "zh-CN"), (390, true, "en")] {
                for name in ["network", "technical", "forecast", "optimization"] {
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
                    if name == "technical" { try await lookAtCandles(page, isWide: width > 640, what) }
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

    /// The one drawing that fits the screen is shown, with a candle for each day, all of it inside, and its figures in a table too.
    private func lookAtCandles(_ page: BrowserPage, isWide: Bool, _ what: String) async throws {
        let shown = "[...document.querySelectorAll('svg.candles')].filter((one) => one.getClientRects().length)"
        #expect(
            try await page.evaluate("\(shown).map((one) => one.getAttribute('class').includes('wide'))").items.map(\.truth) == [isWide],
            "\(what)")
        let drawn =
            "\(shown)[0].querySelectorAll('.candle').length && (\(shown)[0].querySelector('.rising').getAttribute('d') + \(shown)[0].querySelector('.falling').getAttribute('d')).split('Z').length - 1"
        #expect(try await page.evaluate(drawn).integer == (isWide ? 90 : 60), "\(what): a day has no candle")
        let outside =
            "(() => { const box = \(shown)[0].getBoundingClientRect(); return [...\(shown)[0].querySelectorAll('text, .candle, .mark')].filter((one) => { const own = one.getBoundingClientRect(); return own.left < box.left - 1 || own.right > box.right + 1 || own.bottom > box.bottom + 1; }).length; })()"
        #expect(try await page.evaluate(outside).integer == 0, "\(what): something is drawn outside")
        #expect(try await page.evaluate("\(shown)[0].querySelectorAll('.pane-title').length").integer == 5, "\(what): a pane is missing")
        #expect(try await page.evaluate("document.querySelectorAll('#figures tbody tr').length").integer == 90, "\(what)")
        #expect(
            try await page.evaluate(
                "document.querySelectorAll('.mark-touch title').length > 0 && document.querySelectorAll('#marks tbody tr').length > 0"
            ).truth == true, "\(what)")
    }
}
