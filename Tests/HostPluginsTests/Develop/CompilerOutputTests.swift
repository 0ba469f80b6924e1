import Testing

@testable import HostPlugins

struct CompilerOutputTests {
    @Test func `Errors of Swift and C compilers are found with their places, each once`() {
        let output = """
            Building for debugging...
            /tmp/n/Sources/Notes/ItemsPlugin.swift:12:5: error: cannot find 'x' in scope
            12 |     x
               |     `- error: cannot find 'x' in scope
            /tmp/n/Sources/Notes/ItemsPlugin.swift:12:5: error: cannot find 'x' in scope
            src/plugin.c:3:1: fatal error: nothing.h: No such file or directory
            src/plugin.c:9:1: warning: unused
            make: *** [Makefile:10: bundle] Error 1
            """
        #expect(
            CompilerOutput.faults(in: output) == [
                BuildFault(place: "/tmp/n/Sources/Notes/ItemsPlugin.swift:12:5", text: "cannot find 'x' in scope"),
                BuildFault(place: "src/plugin.c:3:1", text: "nothing.h: No such file or directory"),
            ])
    }

    @Test func `An error of rustc is joined with the place below it`() {
        let output = """
            error[E0425]: cannot find value `x` in this scope
              --> src/lib.rs:40:5
               |
            error: aborting due to 1 previous error
            """
        #expect(CompilerOutput.faults(in: output) == [BuildFault(place: "src/lib.rs:40:5", text: "cannot find value `x` in this scope")])
    }

    @Test func `A linker's error has no place, a Swift trap has`() {
        #expect(
            CompilerOutput.faults(in: "/usr/bin/ld: a.o: in function `f':\na.c:(.text+0x1): undefined reference to `g'\n").map(\.text) == [
                "a.c:(.text+0x1): undefined reference to `g'"
            ])
        #expect(
            CompilerOutput.faults(in: "Notes_0_1_0/ItemsPlugin.swift:30: Fatal error: Index out of range\n") == [
                BuildFault(place: "Notes_0_1_0/ItemsPlugin.swift:30", text: "Index out of range")
            ])
    }

    @Test func `Any output gives at most the limit`() {
        let lines = (0..<100).map { "a.c:\($0): error: number \($0)" }.joined(separator: "\n")
        #expect(CompilerOutput.faults(in: lines).count == CompilerOutput.limit)
        #expect(CompilerOutput.faults(in: "").isEmpty)
    }

    @Test(arguments: [("Sources", true), ("build", false), (".build", false), (".git", false), ("Notes.plugin", false), ("queries", true)])
    func `Folders that builds write are not watched`(name: String, isWatched: Bool) {
        #expect(SourceFilter.watches(folder: name) == isWatched)
    }

    @Test(arguments: [("a.c", true), (".a.c.swp", false), ("a.c~", false), ("4913", false), ("plugin.yaml", true)])
    func `Files that editors write beside the real one are not watched`(name: String, isWatched: Bool) {
        #expect(SourceFilter.watches(file: name) == isWatched)
    }
}
