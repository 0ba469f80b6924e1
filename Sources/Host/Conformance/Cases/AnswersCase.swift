/// Every route and job comes to an end.
struct AnswersCase: ConformanceCase {
    let name = "answers"
    let summary = "calls every declared route and job once and waits for the completion"
    let rule = "After HI_OK exactly one `complete` with this id follows, possibly before `start` returns."
    let needs = ["create"]
    let countsViolations = false

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let instance = try probe.instance(probe.host())
        for work in probe.works {
            probe.doing(work.name)
            do throws(Finding) {
                try instance.call(work.message())
            } catch {
                throw Finding("\(work.name): \(error.seen)", expected: error.expected)
            }
        }
        return probe.works.isEmpty ? .skipped("the manifest declares no route and no job") : .passed("\(probe.works.count) routes and jobs")
    }
}
