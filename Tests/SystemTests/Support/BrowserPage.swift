import Foundation
import Testing

/// One tab.
struct BrowserPage: Sendable {
    let browser: Browser
    let session: String
    /// Its cookies' own place.
    let context: String

    @discardableResult
    func send(_ method: String, _ parameters: JSON = [:]) async throws -> JSON {
        try await browser.send(method, parameters, session: session)
    }

    /// Goes to an address and waits until the document is complete.
    func open(_ url: String) async throws {
        try await send("Page.navigate", ["url": .text(url)])
        _ = try await eventually("\(url) is loaded") {
            try await evaluate("document.readyState === 'complete' && location.href !== 'about:blank'").truth == true ? true : nil
        }
    }

    /// Runs a script in every document from now on, before the document's own.
    func beforeEachDocument(_ script: String) async throws {
        try await send("Page.addScriptToEvaluateOnNewDocument", ["source": .text(script)])
    }

    /// Gives the tab the session of a member.
    func signIn(_ member: Client) async throws {
        guard let cookie = member.cookie?.split(separator: "=", maxSplits: 1), cookie.count == 2 else { return }
        try await send(
            "Network.setCookie",
            [
                "name": .text(String(cookie[0])), "value": .text(String(cookie[1])), "url": .text("http://127.0.0.1:\(member.port)"),
            ])
    }

    /// Waits until everything that the page asked for has come and every chart is drawn or says why not.
    func settle() async throws {
        let drawn =
            "document.readyState === 'complete' && [...document.querySelectorAll('canvas[data-chart]')].every("
            + "c => Chart.getChart(c) || c.parentElement.querySelector('.chart-message'))"
        try await eventually("the page has loaded whole; under way: \(browser.record(session).underWay)") {
            try await evaluate(drawn).truth == true && browser.record(session).underWay.isEmpty ? true : nil
        }
    }

    /// Fails for every script error, console error, failed load and answer of 400 and above since the last time.
    func expectNoComplaints(_ what: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        // Events come in order: after this answer all before it are here.
        _ = try await evaluate("0")
        #expect(browser.takeComplaints(session) == [], "\(what)", sourceLocation: sourceLocation)
    }

    /// Closes the tab and forgets its cookies.
    func close() async throws { try await browser.send("Target.disposeBrowserContext", ["browserContextId": .text(context)]) }

    /// The value of a JavaScript expression.
    func evaluate(_ expression: String) async throws -> JSON {
        let answer = try await send(
            "Runtime.evaluate", ["expression": .text(expression), "returnByValue": true, "awaitPromise": true])
        if case .object = answer["exceptionDetails"] { throw TestFailure("\(expression): \(answer["exceptionDetails"].encoded)") }
        return answer["result"]["value"]
    }

    /// The text that a person reads.
    func text() async throws -> String { try await evaluate("document.body.innerText").text }

    func text(of selector: String) async throws -> String {
        try await evaluate("(document.querySelector(\(JSON.text(selector).encoded)) || {innerText: ''}).innerText").text
    }

    /// Types into a field as a person can: one that is shown and takes input.
    func fill(_ selector: String, _ value: String) async throws {
        try await act(
            on: selector,
            "e.value = \(JSON.text(value).encoded); if (e.options && e.value !== \(JSON.text(value).encoded)) return 'has no such choice'; "
                + "e.dispatchEvent(new Event('input', {bubbles: true})); "
                + "e.dispatchEvent(new Event('change', {bubbles: true}))")
    }

    /// Clicks what a person can click.
    func click(_ selector: String) async throws { try await act(on: selector, "e.click()") }

    /// Runs a script on the first such element, `e`. What is not there, not shown or disabled is a failure.
    private func act(on selector: String, _ script: String) async throws {
        let hindrance = try await evaluate(
            """
            (() => { const e = document.querySelector(\(JSON.text(selector).encoded));
              if (!e) return 'is not on the page';
              if (!e.checkVisibility({visibilityProperty: true})) return 'is not shown';
              if (e.disabled || e.readOnly) return 'takes no input';
              \(script); return ''; })()
            """
        )
        .text
        guard hindrance.isEmpty else { throw TestFailure("\(selector) \(hindrance)") }
    }

    /// A PNG of what a person sees.
    func screenshot(to path: String) async throws {
        let data = try await send("Page.captureScreenshot", ["format": "png"])["data"].text
        try Data(base64Encoded: data)?.write(to: URL(fileURLWithPath: path))
    }
}
