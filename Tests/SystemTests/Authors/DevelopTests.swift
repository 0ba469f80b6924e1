import Foundation
import Testing

/// `hashinsight dev`, on a plugin in C where no language is named: builds on save, errors on the page, a plugin that takes its host along.
struct DevelopTests {
    @Test func `A save is served, an error stands on the page until it is mended, a crash costs the plugin alone`() async throws {
        try await developing { try await walk($0, port: $1, $2) }
    }

    /// A line that no compiler takes, at a file's end: whose line and file must be told.
    @Test(arguments: [("swift", "Sources/Notes/ItemsPlugin.swift"), ("rust", "src/lib.rs")])
    func `In other languages too a save is served, and the compiler's error stands on the page with file and line`(
        language: String, file: String
    ) async throws {
        try await developing(language: language) { source, port, process in
            // The first build is of all that the plugin stands on.
            try await eventually("the plugin is served", patience: .seconds(600)) {
                process.standardError.contains("dev: sign in as") ? true : nil
            }
            let member = try await Client(port: port).login("client@dev.test", try password("client@dev.test", source))
            let list = "/api/v1/notes/items"
            #expect(try await member.send("POST", list + "/One").status == 201)
            let good = try String(contentsOfFile: source + "/" + file, encoding: .utf8)
            try (good + "broken broken\n").write(toFile: source + "/" + file, atomically: false, encoding: .utf8)
            let line = good.split(separator: "\n", omittingEmptySubsequences: false).count
            try await eventually("the page shows the compiler's error", patience: .seconds(300)) {
                let page = try await member.page("/notes")
                return page.status == 503 && page.text.contains("\(file):\(line):") ? true : nil
            }
            try good.write(toFile: source + "/" + file, atomically: false, encoding: .utf8)
            try await eventually("the mended plugin is served", patience: .seconds(300)) {
                try await member.get(list).json["items"].items.count == 1 ? true : nil
            }
        }
    }

    @Test func `An open page follows by itself: the compiler's error stands in the browser, the mended page comes back, a new text too`()
        async throws
    {
        try await developing { source, port, process in
            try await Browser.with { try await watch(source, port: port, process, $0) }
        }
    }

    @Test func `With another plugin beside it, that one is served too, and its tables are there to read`() async throws {
        try await developing(["--with", Product.bundle("Greeter")]) { source in
            let manifest = source + "/plugin.yaml"
            let text = try String(contentsOfFile: manifest, encoding: .utf8)
            try (text + "grants: {tables: [\"greeter.visitors: read\"]}\n").write(toFile: manifest, atomically: true, encoding: .utf8)
            try "SELECT count(*)::text AS id, 'visitors' AS name, now() AS created_at FROM p_greeter.visitors LIMIT $1\n".write(
                toFile: source + "/queries/items_page.sql", atomically: true, encoding: .utf8)
        } _: { source, port, process in
            try await eventually("the plugin is served") { process.standardError.contains("dev: sign in as") ? true : nil }
            #expect(!process.standardError.contains("does not start"), "\(process.standardError)")
            let member = try await Client(port: port).login("client@dev.test", try password("client@dev.test", source))
            #expect(try await member.get("/api/v1/greeter/greeting/Ada").status == 200)
            let items = try await member.get("/api/v1/notes/items")
            #expect(items.json["items"].items.map { $0["id"].text } == ["0"], "\(items.status) \(items.text)")
            #expect(items.json["items"].items.map { $0["name"].text } == ["visitors"])
            let other = try await SourceTree.shell("hashinsight dev --with '\(source)/build/Notes.plugin' '\(source)'", in: source)
            #expect(other.code == 65 && other.output.contains("notes is the one under development"), "\(other.output)")
        }
    }

    /// Runs `body` while `hashinsight dev` serves a new plugin from a folder of its own.
    ///
    /// - Parameters:
    ///   - language: As `plugins new` takes it.
    ///   - arguments: Further ones of `dev`.
    ///   - prepare: Changes the new source folder before it is served.
    private func developing(
        _ arguments: [String] = [], language: String = "c", _ prepare: (_ source: String) throws -> Void = { _ in },
        _ body: (_ source: String, _ port: UInt16, _ process: ChildProcess) async throws -> Void
    ) async throws {
        try await SourceTree.withFolder { folder in
            let made = try await SourceTree.shell("hashinsight plugins new notes --language \(language)", in: folder)
            #expect(made.code == 0, "\(made.output)")
            let source = folder + "/notes"
            try prepare(source)
            let port = try Loopback.freePort()
            let process = try ChildProcess(
                Product.binary, ["dev", source, "--listen", "127.0.0.1:\(port)"] + arguments,
                environment: SourceTree.environment, outputPath: folder + "/dev")
            do {
                try await body(source, port, process)
                await process.stop()
            } catch {
                await process.stop()
                throw TestFailure("\(error)\n\(process.standardError.suffix(4_000))")
            }
        }
    }

    /// The page is opened once. From then on nobody but the page itself loads it again.
    private func watch(_ source: String, port: UInt16, _ process: ChildProcess, _ browser: Browser) async throws {
        try await eventually("the plugin is served") { process.standardError.contains("dev: sign in as") ? true : nil }
        let member = try await Client(port: port).login("client@dev.test", try password("client@dev.test", source))
        let page = try await browser.page()
        try await page.signIn(member)
        try await page.open("http://127.0.0.1:\(port)/notes")
        // Only a page that listens can follow.
        func listens() async throws {
            let isLive = "document.querySelector('.live')?.dataset.liveState === 'live'"
            try await eventually("the page listens") { try await page.evaluate(isLive).truth == true ? true : nil }
        }
        try await listens()
        _ = try await page.evaluate("window.firstDocument = true")

        let code = source + "/src/plugin.c"
        let good = try String(contentsOfFile: code, encoding: .utf8)
        let line = good.split(separator: "\n", omittingEmptySubsequences: false).count
        try (good + "broken\n").write(toFile: code, atomically: false, encoding: .utf8)
        try await eventually("the open page shows the compiler's error, with file and line") {
            try await page.text().contains("src/plugin.c:\(line):") ? true : nil
        }
        #expect(try await page.evaluate("window.firstDocument === true").truth == false, "another document: it was loaded again")

        let template = try #require(
            try FileManager.default.contentsOfDirectory(atPath: source + "/pages").filter { $0.hasSuffix(".mustache") }.sorted().first)
        let shown = source + "/pages/" + template
        try good.write(toFile: code, atomically: false, encoding: .utf8)
        try await eventually("the mended page comes back") {
            let text = try await page.text()
            return !text.contains("src/plugin.c:") && text.contains("Notes") ? true : nil
        }
        try await listens()
        let markup = try String(contentsOfFile: shown, encoding: .utf8)
        try (markup + "<p>written while it was open</p>\n").write(toFile: shown, atomically: false, encoding: .utf8)
        try await eventually("the open page shows what was saved") {
            try await page.text().contains("written while it was open") ? true : nil
        }
    }

    private func walk(_ source: String, port: UInt16, _ process: ChildProcess) async throws {
        try await eventually("the plugin is served") { process.standardError.contains("dev: sign in as") ? true : nil }
        let member = try await Client(port: port).login("client@dev.test", try password("client@dev.test", source))
        let list = "/api/v1/notes/items"
        #expect(try await member.send("POST", list + "/One").status == 201)
        #expect(try await member.page("/notes").text.contains("data-develop"))

        // What the compiler says stands on the page with file and line, and in the API's answer.
        let code = source + "/src/plugin.c"
        let good = try String(contentsOfFile: code, encoding: .utf8)
        try (good + "broken\n").write(toFile: code, atomically: false, encoding: .utf8)
        let line = good.split(separator: "\n", omittingEmptySubsequences: false).count
        try await eventually("the page shows the compiler's error") {
            let page = try await member.page("/notes")
            return page.status == 503 && page.text.contains("src/plugin.c:\(line):") ? true : nil
        }
        #expect(try await member.get(list).json["detail"].text.contains("src/plugin.c:\(line):"))

        // The good build is back, with the rows it had.
        try good.write(toFile: code, atomically: false, encoding: .utf8)
        try await eventually("the mended plugin is served") { try await member.get(list).json["items"].items.count == 1 ? true : nil }

        // What the host refuses is shown alike.
        let query = source + "/queries/items_count.sql"
        let statement = try String(contentsOfFile: query, encoding: .utf8)
        try "SELECT pg_sleep(1) AS items".write(toFile: query, atomically: false, encoding: .utf8)
        try await eventually("the page shows why the statement is refused") {
            try await member.page("/notes").text.contains("items_count.sql") ? true : nil
        }
        try statement.write(toFile: query, atomically: false, encoding: .utf8)
        try await eventually("the plugin is served again") { try await member.get(list).status == 200 ? true : nil }

        // Another answer is there after a save.
        let other = good.replacingOccurrences(of: "{\\\"items\\\":[", with: "{\\\"things\\\":[")
        #expect(other != good)
        try other.write(toFile: code, atomically: false, encoding: .utf8)
        try await eventually("the new build answers") { try await member.get(list).json["things"].items.count == 1 ? true : nil }

        // A trap ends the served host; it comes back without the plugin and says why.
        let crashing = good.replacingOccurrences(
            of: "    switch (message_kind(message)) {", with: "    abort();\n    switch (message_kind(message)) {")
        #expect(crashing != good)
        try crashing.write(toFile: code, atomically: false, encoding: .utf8)
        try await eventually("the crash is told on the page") {
            let page = try? await member.page("/notes")
            return page?.text.contains("The host ended: Aborted") == true ? true : nil
        }
        #expect(try await member.page("/").status == 200)
        try good.write(toFile: code, atomically: false, encoding: .utf8)
        try await eventually("the mended plugin is served after a crash") {
            try await member.get(list).json["items"].items.count == 1 ? true : nil
        }
    }

    private func password(_ email: String, _ source: String) throws -> String {
        for line in try String(contentsOfFile: source + "/.dev/logins.tsv", encoding: .utf8).split(separator: "\n") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            if cells.count == 4, cells[0] == email { return String(cells[1]) }
        }
        throw TestFailure("no login for \(email)")
    }
}
