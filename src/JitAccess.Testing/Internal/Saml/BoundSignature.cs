using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace JitAccess.Testing.Internal.Saml;

/// <summary>A signature that can only ever mean the element it stands in: wherever else its reference points, it verifies nothing.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only what stands on the lists below is let in, and the library makes that without reflection.")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "XSLT, which is what needs code at run time, is on none of the lists below.")]
internal sealed class BoundSignature : SignedXml
{
    private static readonly string[] SignatureMethods =
        [XmlDsigRSASHA256Url, XmlDsigRSASHA384Url, XmlDsigRSASHA512Url];

    private static readonly string[] DigestMethods = [XmlDsigSHA256Url, XmlDsigSHA384Url, XmlDsigSHA512Url];
    private static readonly string[] Transforms = [XmlDsigEnvelopedSignatureTransformUrl, XmlDsigExcC14NTransformUrl];

    private readonly XmlElement _owner;
    private readonly string _id;

    private BoundSignature(XmlElement owner)
        : base(owner)
    {
        _owner = owner;
        _id = owner.GetAttribute("ID");
    }

    /// <summary>Returns whether an element is signed, as a whole, by one of the certificates.</summary>
    public static bool Verifies(XmlElement owner, XmlElement signature, IEnumerable<X509Certificate2> certificates)
    {
        try
        {
            var signed = new BoundSignature(owner);
            signed.LoadXml(signature);
            return signed.IsAcceptable() && certificates.Any(signed.IsBy);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public override XmlElement? GetIdElement(XmlDocument? document, string idValue) => idValue == _id ? _owner : null;

    // The key comes from the metadata: whatever the signature says of its own key is a stranger's word.
    private bool IsBy(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPublicKey();
        return key is not null && key.KeySize >= 2048 && CheckSignature(key);
    }

    private bool IsAcceptable()
    {
        if (_id.Length == 0 || Signature.ObjectList.Count > 0 || SignedInfo is not { } info || info.References.Count != 1 || info.References[0] is not Reference reference)
            return false;
        return SignatureMethods.Contains(info.SignatureMethod) &&
            info.CanonicalizationMethod == XmlDsigExcC14NTransformUrl &&
            reference.Uri == "#" + _id &&
            DigestMethods.Contains(reference.DigestMethod) &&
            reference.TransformChain.Count is 1 or 2 &&
            Enumerable.Range(0, reference.TransformChain.Count).All(i => Transforms.Contains(reference.TransformChain[i].Algorithm));
    }
}
