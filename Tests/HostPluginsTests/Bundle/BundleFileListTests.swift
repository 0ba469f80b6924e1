import Foundation
import Glibc
import Testing

@testable import HostPlugins

@Suite("A bundle's list of files")
struct BundleFileListTests {
    @Test("has one form, whatever the order, and its digest is that form's")
    func canonical() {
        let files = [
            BundleFile(path: "b", sizeBytes: 0, sha256: BundleFile.digest([]), isExecutable: true),
            BundleFile(path: "a/z", sizeBytes: 3, sha256: BundleFile.digest("abc".utf8)),
        ]
        let text = """
            hashinsight bundle 1
            ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad - 3 a/z
            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 x 0 b

            """
        #expect(BundleFileList(files).canonical == text)
        #expect(BundleFileList(files.reversed()).canonical == text)
        #expect(BundleFileList(files).digest == "d71fb163767858fdf2d5c883b353cafa5d9a2cc7fafeef0012387540a65c429e")
    }

    @Test("changes its digest with each path, size, mode and content")
    func digest() {
        let file = BundleFile(path: "a", sizeBytes: 1, sha256: BundleFile.digest([1]))
        let others = [
            BundleFile(path: "b", sizeBytes: 1, sha256: BundleFile.digest([1])),
            BundleFile(path: "a", sizeBytes: 2, sha256: BundleFile.digest([1])),
            BundleFile(path: "a", sizeBytes: 1, sha256: BundleFile.digest([2])),
            BundleFile(path: "a", sizeBytes: 1, sha256: BundleFile.digest([1]), isExecutable: true),
        ]
        let digests = Set(([file] + others).map { BundleFileList([$0]).digest } + [BundleFileList([]).digest])
        #expect(digests.count == 6)
    }

    @Test(
        "has no path that leads out of the bundle or that a line cannot hold",
        arguments: [
            "", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\nb", "a\u{7F}", "ä", "a\\b",
            String(repeating: "a", count: 1_025),
        ])
    func paths(_ path: String) { #expect(BundleFileList.problem(ofPath: path) != nil) }

    @Test("takes ordinary names", arguments: ["a", "pages/miner list.mustache", "static/a..b", ".hidden", "data/x-1_2.csv"])
    func ordinary(_ path: String) { #expect(BundleFileList.problem(ofPath: path) == nil) }

    @Test("is of regular files alone: links, pipes, sockets, set-user-id bits and strange names are refused and named")
    func special() throws {
        let folder = try BundleTests.Folder(BundleTests.whole)
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder.path + "/static/link", withDestinationPath: "a.css")
        try files.createSymbolicLink(atPath: folder.path + "/data/folder", withDestinationPath: "/etc")
        mkfifo(folder.path + "/static/pipe", 0o600)
        try Data([1]).write(to: URL(fileURLWithPath: folder.path + "/static/suid"))
        chmod(folder.path + "/static/suid", 0o4755)
        try Data([1]).write(to: URL(fileURLWithPath: folder.path + "/static/new\nline"))
        let name: [CChar] = Array(folder.path.utf8CString.dropLast()) + "/static/".utf8.map { CChar($0) } + [CChar(bitPattern: 0xFF), 0]
        let odd = open(name, O_CREAT | O_WRONLY, 0o600)
        #expect(odd >= 0)
        close(odd)
        let error = #expect(throws: BundleError.self) { try BundleContents.read(folder.path) }
        let issues = Set(error?.issues.map(\.path) ?? [])
        #expect(issues == ["static/link", "data/folder", "static/pipe", "static/suid", "static/new\nline", "static"])
    }

    @Test("is of the bundle's own bytes: what is read is what was there, and a folder that is none is told")
    func read() throws {
        let folder = try BundleTests.Folder(BundleTests.whole)
        chmod(folder.path + "/libHosting.so", 0o755)
        let contents = try BundleContents.read(folder.path)
        #expect(contents.bytes == BundleTests.whole)
        #expect(contents.list.files.filter(\.isExecutable).map(\.path) == ["libHosting.so"])
        #expect(contents.sizeBytes == BundleTests.whole.values.reduce(0) { $0 + $1.count })
        #expect(throws: BundleError.self) { try BundleContents.read("/nowhere") }
    }
}
