import Foundation
import Glibc
import Synchronization

/// A headless Chromium, driven by the DevTools protocol over two pipes.
final class Browser: Sendable {
    private let process: ChildProcess
    private let toBrowser: Int32
    private let state = Mutex(State())
    private let profile: String

    private struct State {
        var nextId = 1
        var waiting: [Int: CheckedContinuation<JSON, any Error>] = [:]
        /// By the session of a tab.
        var records: [String: PageRecord] = [:]
        var isClosed = false
    }

    static func start() async throws -> Browser {
        guard
            let executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first(
                where: FileManager.default.isExecutableFile)
        else { throw TestFailure("chromium is not installed: make setup") }
        return try Browser(executable)
    }

    /// Starts one for `body` and ends it after it.
    static func with(_ body: (Browser) async throws -> Void) async throws {
        let browser = try await start()
        do {
            try await body(browser)
        } catch {
            await browser.stop()
            throw error
        }
        await browser.stop()
    }

    private init(_ executable: String) throws {
        var down: [Int32] = [0, 0]
        var up: [Int32] = [0, 0]
        guard pipe(&down) == 0, pipe(&up) == 0 else { throw TestFailure("no pipes") }
        for descriptor in down + up { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        profile = FileManager.default.temporaryDirectory.appendingPathComponent("browser-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: profile, withIntermediateDirectories: true)
        // The child's 3 and 4 must not be the very numbers that the pipes have here: dup2 to itself would keep them closed on exec.
        let forReading = fcntl(down[0], F_DUPFD_CLOEXEC, 100)
        let forWriting = fcntl(up[1], F_DUPFD_CLOEXEC, 100)
        process = try ChildProcess(
            executable,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe",
                "--user-data-dir=\(profile)", "--lang=en", "about:blank",
            ], environment: ["HOME": profile], outputPath: profile + "/log", descriptors: [(forReading, 3), (forWriting, 4)])
        for descriptor in [down[0], up[1], forReading, forWriting] { Glibc.close(descriptor) }
        toBrowser = down[1]
        let fromBrowser = up[0]
        Thread.detachNewThread { [self] in read(fromBrowser) }
    }

    func stop() async {
        process.signal(SIGTERM)
        await process.waitForExit(patience: .seconds(5))
        Glibc.close(toBrowser)
        try? FileManager.default.removeItem(atPath: profile)
    }

    /// A new tab with cookies of its own.
    ///
    /// - Parameter language: What the browser asks pages for.
    func page(width: Int = 1280, height: Int = 900, dark: Bool = false, language: String = "en") async throws -> BrowserPage {
        let context = try await send("Target.createBrowserContext")["browserContextId"].text
        let target = try await send("Target.createTarget", ["url": "about:blank", "browserContextId": .text(context)])["targetId"].text
        let session = try await send("Target.attachToTarget", ["targetId": .text(target), "flatten": true])["sessionId"].text
        let page = BrowserPage(browser: self, session: session, context: context)
        state.withLock { $0.records[session] = PageRecord() }
        for domain in ["Page", "Runtime", "Log", "Network"] { try await page.send("\(domain).enable") }
        try await page.send("Network.setExtraHTTPHeaders", ["headers": ["Accept-Language": .text(language)]])
        try await page.send(
            "Emulation.setDeviceMetricsOverride",
            ["width": .number(Double(width)), "height": .number(Double(height)), "deviceScaleFactor": 1, "mobile": .truth(width < 600)])
        try await page.send(
            "Emulation.setEmulatedMedia",
            ["features": .list([["name": "prefers-color-scheme", "value": .text(dark ? "dark" : "light")]])])
        return page
    }

    /// What the events of a tab told so far.
    func record(_ session: String) -> PageRecord { state.withLock { $0.records[session] ?? PageRecord() } }

    /// What failed in a tab since this was last asked.
    func takeComplaints(_ session: String) -> [String] {
        state.withLock { $0.records[session]?.takeComplaints() ?? [] }
    }

    @discardableResult
    func send(_ method: String, _ parameters: JSON = [:], session: String? = nil) async throws -> JSON {
        try await withCheckedThrowingContinuation { continuation in
            let id = state.withLock { state in
                defer { state.nextId += 1 }
                if !state.isClosed { state.waiting[state.nextId] = continuation }
                return state.isClosed ? nil : state.nextId
            }
            guard let id else { return continuation.resume(throwing: TestFailure("the browser has gone")) }
            var message: [String: JSON] = ["id": .number(Double(id)), "method": .text(method), "params": parameters]
            if let session { message["sessionId"] = .text(session) }
            var bytes = Array(JSON.object(message).encoded.utf8) + [0]
            var offset = 0
            while offset < bytes.count {
                let count = bytes.withUnsafeMutableBytes { write(toBrowser, $0.baseAddress?.advanced(by: offset), $0.count - offset) }
                guard count > 0 else { break }
                offset += count
            }
        }
    }

    private func read(_ descriptor: Int32) {
        var buffer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            buffer.append(contentsOf: chunk[..<count])
            while let end = buffer.firstIndex(of: 0) {
                let message = JSON(parsing: Data(buffer[..<end]))
                buffer.removeSubrange(...end)
                guard let id = message["id"].integer else {
                    state.withLock { $0.records[message["sessionId"].text]?.take(message["method"].text, message["params"]) }
                    continue
                }
                let continuation = state.withLock { $0.waiting.removeValue(forKey: id) }
                if case .object = message["error"] {
                    continuation?.resume(throwing: TestFailure("the browser refused: \(message["error"].encoded)"))
                } else {
                    continuation?.resume(returning: message["result"])
                }
            }
        }
        Glibc.close(descriptor)
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in left { continuation.resume(throwing: TestFailure("the browser has gone")) }
    }
}
