import Foundation
import Testing

@testable import HostWeb

@Suite struct PluginContentTests {
    @Test(
        "What a browser would run with our rights is sent as text, however the type is written",
        arguments: [
            "text/html", "TEXT/HTML; charset=utf-8", " text/html", "text/html (x", "text/html,x", "text/html\tx", "application/xhtml+xml",
            "application/rss+xml", "text/javascript;x", "", "text/plain\r\nSet-Cookie: a=b",
        ])
    func activeTypes(_ type: String) {
        #expect(PluginHeaders.contentType(type) == "text/plain; charset=utf-8")
    }

    @Test("Data and pictures keep their type", arguments: ["application/json", "text/csv; charset=utf-8", "image/svg+xml", "image/png"])
    func passiveTypes(_ type: String) {
        #expect(PluginHeaders.contentType(type) == type)
    }

    @Test("A link that leads out of a folder of static files is not served")
    func linkOut() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-static-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let inside = folder.appendingPathComponent("static")
        try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
        try Data("secret".utf8).write(to: folder.appendingPathComponent("secret.txt"))
        try Data("open".utf8).write(to: inside.appendingPathComponent("open.txt"))
        for (name, target) in [("out.txt", "../secret.txt"), ("absolute.txt", folder.path + "/secret.txt"), ("in.txt", "open.txt")] {
            try FileManager.default.createSymbolicLink(atPath: inside.path + "/" + name, withDestinationPath: target)
        }
        #expect(StaticFolder.load(inside.path).files.keys.sorted() == ["in.txt", "open.txt"])
    }
}
