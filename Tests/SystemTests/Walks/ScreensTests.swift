import Foundation
import Testing

extension SystemTests.OneHouse {
    @Suite("Pages in a browser") struct ScreensTests {
        @Test("Every page fits wide and narrow and can be read light and dark, in both languages; nothing fails in the browser")
        func screens() async throws {
            let world = try World.current
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-screens").path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let alpha = try await world.host.login("alpha")
            try await world.collected(alpha)
            let chief = try await world.host.login("operator")
            let miner = try await alpha.get("/api/v1/hosting/miners?per_page=1").json["items"][0]["id"].text
            let pages: [(name: String, path: String, member: Client?)] = [
                ("login", "/login", nil), ("dashboard", "/hosting", alpha), ("miners", "/hosting/miners", alpha),
                ("miner", "/hosting/miners/\(miner)", alpha), ("account", "/account", alpha), ("operator", "/operator", chief),
                ("versions", "/operator/plugins/hosting", chief),
            ]
            let english = try Catalogue.englishOnly()
            try await Browser.with { browser in
                for (size, width) in [("wide", 1280), ("narrow", 390)] {
                    for isDark in [false, true] {
                        // Wide, each with each; narrow, each once.
                        for language in ["en", "zh-CN"] where size == "wide" || isDark == (language == "zh-CN") {
                            for one in pages {
                                let page = try await browser.page(width: width, height: 900, dark: isDark, language: language)
                                if let member = one.member { try await page.signIn(member) }
                                try await page.open(world.host.base + one.path)
                                let name = "\(one.name)-\(size)-\(isDark ? "dark" : "light")-\(language)"
                                try await look(at: page, one.path, name, isDark: isDark, language: language, english: english)
                                try await page.screenshot(to: "\(folder)/\(name).png")
                                try await page.close()
                            }
                        }
                    }
                }
            }
            print("screenshots are in \(folder)")
        }

        private func look(
            at page: BrowserPage, _ path: String, _ name: String, isDark: Bool, language: String, english: Set<String>
        ) async throws {
            try await page.settle()
            #expect(try await page.evaluate("location.pathname").text == path)
            #expect(try await page.evaluate("document.documentElement.lang").text == language, "\(name)")
            #expect((try await page.evaluate(PageProbe.overflow).integer ?? 99) <= 0, "\(name) scrolls sideways")
            #expect(try await page.evaluate(PageProbe.isDark).truth == isDark, "\(name)")
            #expect(try await page.evaluate(PageProbe.faintTexts).items.map(\.text) == [], "\(name): hard to read")
            let failed = "[...document.querySelectorAll('.chart-message')].some(e => e.innerText === document.body.dataset.chartFailed)"
            #expect(try await page.evaluate(failed).truth == false, "\(name): a chart has no data")
            let texts = Set(try await page.evaluate(PageProbe.texts).items.map(\.text))
            if language == "zh-CN" {
                #expect(texts.intersection(english).sorted() == [], "\(name): English words on a Chinese page")
                #expect(texts.contains { $0.contains(/\p{Han}/) }, "\(name)")
            } else {
                #expect(!texts.isDisjoint(with: english), "\(name)")
            }
            try await page.expectNoComplaints(name)
        }
    }
}
