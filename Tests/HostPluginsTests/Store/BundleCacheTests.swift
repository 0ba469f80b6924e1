import Foundation
import Glibc
import Testing

@testable import HostPlugins

@Suite("A host's copies of bundles")
struct BundleCacheTests {
    private let folder = NSTemporaryDirectory() + "copies-\(UUID().uuidString)"
    private let contents = BundleContents(BundleTests.whole.map { ($0.key, $0.value, $0.key.hasSuffix(".so")) }, signature: [1])

    /// What lies in the folder besides the host's note of former copies.
    private func copies() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != ".former-copies" }
    }

    private func cleanUp() { try? FileManager.default.removeItem(atPath: folder) }

    @Test("are whole, named by their digest, and nobody may write them")
    func place() throws {
        defer { cleanUp() }
        let cache = BundleCache(folder: folder)
        let (directory, damage) = try cache.place(contents)
        #expect(directory.hasSuffix("/" + contents.digest) && damage.isEmpty)
        #expect(try BundleContents.read(directory).bytes == BundleTests.whole)
        for path in BundleTests.whole.keys {
            var status = stat()
            #expect(stat("\(directory)/\(path)", &status) == 0)
            #expect(status.st_mode & 0o777 == (path.hasSuffix(".so") ? 0o555 : 0o444), "\(path)")
        }
        var before = stat()
        stat(directory, &before)
        #expect(try cache.place(contents).directory == directory)
        var after = stat()
        stat(directory, &after)
        #expect(before.st_ino == after.st_ino, "a whole copy stays")
        #expect(try BundleContents.read(directory).signature == [1])
        let signedAnew = BundleContents(BundleTests.whole.map { ($0.key, $0.value, $0.key.hasSuffix(".so")) }, signature: [2])
        _ = try cache.place(signedAnew)
        #expect(try BundleContents.read(directory).signature == [2])
    }

    @Test("that were changed are told by file, set aside and written anew")
    func damaged() throws {
        defer { cleanUp() }
        let cache = BundleCache(folder: folder)
        let directory = try cache.place(contents).directory
        chmod(directory + "/libHosting.so", 0o755)
        var library = BundleTests.whole["libHosting.so"] ?? []
        library[100] ^= 1
        try Data(library).write(to: URL(fileURLWithPath: directory + "/libHosting.so"))
        try FileManager.default.removeItem(atPath: directory + "/queries/add.sql")
        try Data([1]).write(to: URL(fileURLWithPath: directory + "/static/more"))
        let found = try #require(cache.read(contents.list))
        #expect(found.contents == nil)
        let (again, damage) = try cache.place(contents)
        #expect(again == directory)
        #expect(Set(damage.map(\.path)) == ["libHosting.so", "queries/add.sql", "static/more"])
        #expect(try BundleContents.read(directory).digest == contents.digest)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.filter { $0.hasPrefix(".damaged-") }.count == 1)
        cache.removeRemains(olderThanSeconds: -1)
        #expect(try copies() == [contents.digest])
    }

    @Test("may be written by several hosts at once: one is kept, nothing is left behind")
    func together() async throws {
        defer { cleanUp() }
        let cache = BundleCache(folder: folder)
        let contents = contents
        let directories = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try await DiskThread.run { try cache.place(contents).directory } } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(directories.count == 1)
        #expect(try copies() == [contents.digest])
        cache.remove(contents.digest)
        #expect(try copies() == [])
    }

    @Test("cannot be made where nothing can be written, and the message says where")
    func unwritable() {
        let error = #expect(throws: BundleStoreError.self) { try BundleCache(folder: "/proc/nowhere").place(contents) }
        #expect(error?.code == .disk && error?.message.contains("/proc/nowhere") == true)
    }
}
