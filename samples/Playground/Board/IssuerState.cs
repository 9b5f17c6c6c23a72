namespace Playground.Board;

internal sealed record IssuerState(string Name, bool ChangesUserName, bool IsDown, string Facts);
