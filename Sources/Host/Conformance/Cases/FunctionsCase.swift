import PluginABI

/// The plugin's table has the functions without which it is none.
struct FunctionsCase: ConformanceCase {
    let name = "functions"
    let summary = "reads size and functions of the plugin's table"
    let rule =
        "Every struct begins with its size in bytes. A null function pointer, or one that lies beyond `size`, is an unsupported function."
    let needs = ["entry", "get"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let (table, known) = try probe.library.functions()
        guard known.cancel != nil else {
            return .warned(Finding("there is no cancel", expected: "a function: without it a caller who has gone is worked for to the end"))
        }
        return .passed("create, destroy, start, cancel; \(table.pointee.size) bytes")
    }
}
