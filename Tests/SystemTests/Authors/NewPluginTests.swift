import Foundation
import Testing

/// `plugins new` in the languages that build in a moment; the one in Swift is built by the tutorial.
struct NewPluginTests {
    @Test(arguments: ["c", "rust"])
    func `A new plugin builds, keeps the contract and passes its tests with the one command that its README names`(language: String)
        async throws
    {
        try await SourceTree.withFolder { folder in
            let made = try await SourceTree.shell("hashinsight plugins new pool-watch --language \(language)", in: folder)
            #expect(made.code == 0, "\(made.output)")
            let readme = try String(contentsOfFile: folder + "/pool_watch/README.md", encoding: .utf8)
            #expect(readme.contains("make test"))
            let tested = try await SourceTree.shell("make test", in: folder + "/pool_watch")
            #expect(tested.code == 0, "\(tested.output)")
            #expect(tested.output.contains("\n  conforms") && tested.output.contains("pass  disable-under-load-worker"))
            #expect(tested.output.contains("11 steps passed"))
        }
    }

    @Test func `Each spelling of a name gives the same plugin`() async throws {
        try await SourceTree.withFolder { folder in
            for (number, name) in ["pool-watch", "PoolWatch", "pool_watch", "'Pool watch'"].enumerated() {
                let made = try await SourceTree.shell("hashinsight plugins new \(name) --language c --folder \(number) --json", in: folder)
                #expect(made.code == 0, "\(made.output)")
                let manifest = try String(contentsOfFile: "\(folder)/\(number)/plugin.yaml", encoding: .utf8)
                #expect(manifest.contains("id: pool_watch\nname: Pool watch\n"))
                #expect(manifest.contains("library: libPoolWatch.so"))
                for (path, text) in try texts(below: "\(folder)/\(number)") {
                    #expect(!text.contains("my_plugin") && !text.contains("MyPlugin") && !text.contains("my-"), "\(path)")
                }
            }
        }
    }

    @Test(arguments: ["x", "9lives", "api", "a/b", "'na\u{EF}ve'", "''", "plugin-kit", String(repeating: "long", count: 9)])
    func `A name that no plugin can have makes nothing`(name: String) async throws {
        try await SourceTree.withFolder { folder in
            let made = try await SourceTree.shell("hashinsight plugins new \(name) --language c", in: folder)
            #expect(made.code == 65, "\(made.output)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test func `Nothing that is there is overwritten`() async throws {
        try await SourceTree.withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/notes", withIntermediateDirectories: true)
            try "mine".write(toFile: folder + "/notes/Makefile", atomically: true, encoding: .utf8)
            let made = try await SourceTree.shell("hashinsight plugins new notes --language c", in: folder)
            #expect(made.code == 73, "\(made.output)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["notes"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/notes") == ["Makefile"])
        }
    }

    @Test func `An executable that stands alone makes plugins in C, and says what one in Swift needs`() async throws {
        try await SourceTree.withFolder { folder in
            let executable = URL(fileURLWithPath: Product.binary).resolvingSymlinksInPath().path
            try FileManager.default.copyItem(atPath: executable, toPath: folder + "/hashinsight")
            let made = try await SourceTree.shell("./hashinsight plugins new notes --language c", in: folder)
            #expect(made.code == 0, "\(made.output)")
            let swift = try await SourceTree.shell("./hashinsight plugins new others --language swift", in: folder)
            #expect(swift.code == 65)
            #expect(swift.output.contains("--kit"))
            let named = try await SourceTree.shell(
                "./hashinsight plugins new others --language swift --kit '\(SourceTree.root)'", in: folder)
            #expect(named.code == 0, "\(named.output)")
            #expect(try String(contentsOfFile: folder + "/others/Package.swift", encoding: .utf8).contains("\"\(SourceTree.root)\""))
        }
    }

    @Test func `A step that goes otherwise fails with file and line`() async throws {
        try await SourceTree.withFolder { folder in
            try """
            steps:
              - request: GET /api/v1/greeter/visitors
              - request: GET /api/v1/greeter/visitors
                expect: {json: {items: [{name: Nobody}]}}
              - job: tally
                expect: {summary: {visitors: 1}}
            """.write(toFile: folder + "/wrong.yaml", atomically: true, encoding: .utf8)
            let tested = try await SourceTree.shell("hashinsight plugins test '\(Product.bundle("Greeter"))' wrong.yaml", in: folder)
            #expect(tested.code == 1)
            #expect(tested.output.contains("wrong.yaml:3: error: $.items: expected 1 elements, found 0"))
            #expect(tested.output.contains("wrong.yaml:5: error: $.visitors: expected 1, found 0"))
            #expect(tested.output.contains("2 of 3 steps failed"))
        }
    }

    private func texts(below folder: String) throws -> [(String, String)] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        // The contract's own headers speak of no plugin.
        return try names.filter { !$0.hasPrefix("include") && $0.contains(".") }.map {
            ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8))
        }
    }
}
