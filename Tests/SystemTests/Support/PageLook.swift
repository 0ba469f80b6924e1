import Foundation
import Testing

/// How a page has to be, whoever reads it: within its window, legible, in the reader's language, without a complaint of the browser.
struct PageLook {
    let width: Int
    let isDark: Bool
    let language: String
    /// Texts that no Chinese page may show.
    let english: Set<String>

    /// Opens the page in a tab of its own.
    func check(_ browser: Browser, _ host: RunningHost, _ member: Client, _ name: String, _ path: String) async throws {
        let page = try await tab(browser, member)
        try await page.open(host.base + path)
        try await check(page, name, path)
        try await page.close()
    }

    /// A tab for pages that are looked at one after the other, as a member who stays signed in does.
    func tab(_ browser: Browser, _ member: Client) async throws -> BrowserPage {
        let page = try await browser.page(width: width, height: 900, dark: isDark, language: language)
        try await page.signIn(member)
        return page
    }

    /// Looks at the page that was opened in a tab, and keeps a picture of it.
    func check(_ page: BrowserPage, _ name: String, _ path: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-screens").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await page.settle()
        let what = "\(name) \(path) \(width) \(isDark ? "dark" : "light") \(language)"
        #expect(try await page.evaluate("location.pathname").text == path, "\(what)")
        #expect(try await page.evaluate("document.documentElement.lang").text == language, "\(what)")
        #expect((try await page.evaluate(PageProbe.overflow).integer ?? 99) <= 0, "\(what) scrolls sideways")
        #expect(try await page.evaluate(PageProbe.isDark).truth == isDark, "\(what)")
        #expect(try await page.evaluate(PageProbe.faintTexts).items.map(\.text) == [], "\(what): hard to read")
        // The interface's reference names its parts as programs do.
        if language == "zh-CN", path != "/docs" {
            let texts = Set(try await page.evaluate(PageProbe.texts).items.map(\.text))
            #expect(texts.intersection(english).sorted() == [], "\(what): English words on a Chinese page")
        }
        try await page.expectNoComplaints(what)
        let file = path.replacing("/", with: "-")
        try await page.screenshot(to: "\(folder)/\(name)\(file)-\(width)-\(isDark ? "dark" : "light")-\(language).png")
    }
}
