/// Builds the list of routes or jobs of a plugin: elements one under the other, with `if` and `for`.
@resultBuilder
public enum ListBuilder<Element> {
    /// One element.
    public static func buildExpression(_ element: Element) -> [Element] { [element] }

    /// Several elements, for instance another type's routes.
    public static func buildExpression(_ elements: [Element]) -> [Element] { elements }

    /// All elements of a block, in order.
    public static func buildBlock(_ parts: [Element]...) -> [Element] { parts.flatMap { $0 } }

    /// An `if` without `else`.
    public static func buildOptional(_ part: [Element]?) -> [Element] { part ?? [] }

    /// The first branch of an `if`.
    public static func buildEither(first part: [Element]) -> [Element] { part }

    /// The second branch of an `if`.
    public static func buildEither(second part: [Element]) -> [Element] { part }

    /// A `for` loop.
    public static func buildArray(_ parts: [[Element]]) -> [Element] { parts.flatMap { $0 } }
}
