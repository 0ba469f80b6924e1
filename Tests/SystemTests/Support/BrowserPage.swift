import Foundation

/// One tab.
struct BrowserPage: Sendable {
    let browser: Browser
    let session: String

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

    func fill(_ selector: String, _ value: String) async throws {
        let script =
            "{ const e = document.querySelector(\(JSON.text(selector).encoded)); e.value = \(JSON.text(value).encoded); "
            + "e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); true }"
        _ = try await evaluate(script)
    }

    func click(_ selector: String) async throws {
        guard
            try await evaluate("{ const e = document.querySelector(\(JSON.text(selector).encoded)); if (e) e.click(); !!e }").truth == true
        else { throw TestFailure("nothing on the page is \(selector)") }
    }

    /// A PNG of what a person sees.
    func screenshot(to path: String) async throws {
        let data = try await send("Page.captureScreenshot", ["format": "png"])["data"].text
        try Data(base64Encoded: data)?.write(to: URL(fileURLWithPath: path))
    }
}
