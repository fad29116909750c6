import { scopeText, scopeTime } from '../../contract/bucket/scoped-signature.ts';
import { FORM_NAMES, type FormNames, type ObjectStorage } from '../../contract/post-form.ts';
import { OssRefusal } from './oss-refusal.ts';

/** What a form brings to show that it may be stored. */
export type SignedForm = {
  readonly accessKeyId: string;
  readonly policy: string;
  readonly signature: string;
  /** Of a temporary key (STS). */
  readonly securityToken: string | undefined;
  /** Version 4 says for when and where it is signed; the older one does not. */
  readonly scope: { readonly date: Date; readonly region: string } | undefined;
};

type Fields = ReadonlyMap<string, string>;

/** @throws OssRefusal naming the first field of these that is missing or not well formed */
export function readSignedForm(byName: Fields, storage: ObjectStorage): SignedForm {
  const names = FORM_NAMES[storage];
  const policy = byName.get('policy');
  const algorithm = byName.get(names.algorithmField);
  const securityToken = byName.get(`${names.own}security-token`);
  if (algorithm === undefined) return { ...readPlain(byName, names), securityToken };
  if (algorithm !== names.algorithm) {
    throw invalid(`The value of '${names.algorithmField}' must be ${names.algorithm}.`);
  }
  if (!policy) throw needed('policy', '0002-00000702');
  const signature = byName.get(names.scopedSignature);
  if (!signature) throw needed(names.scopedSignature, '0002-00000703');
  const date = readTime(byName.get(`${names.own}date`));
  if (date === undefined) throw needed(`${names.own}date`, '0002-00000709');
  const credential = byName.get(`${names.own}credential`) ?? '';
  const [accessKeyId = '', , region = ''] = credential.split('/');
  if (credential !== `${accessKeyId}/${scopeText({ date, region, storage })}`) {
    throw invalid(
      `The value of '${names.own}credential' must be <key id>/${scopeText({ date, region: '<region>', storage })}.`,
      '0002-00000710',
    );
  }
  return { accessKeyId, policy, signature, securityToken, scope: { date, region } };
}

function readPlain(byName: Fields, names: FormNames) {
  const accessKeyId = byName.get(names.accessKeyId.toLowerCase());
  const policy = byName.get('policy');
  const signature = byName.get('signature');
  if (accessKeyId === undefined && policy === undefined && signature === undefined) {
    throw new OssRefusal('AccessDenied', 'Anonymous access is forbidden for this operation.');
  }
  // Any one of the three makes the other two mandatory.
  if (!policy) throw needed('policy', '0002-00000702');
  if (!signature) {
    throw needed(names.signature, signature === undefined ? '0002-00000703' : '0002-00000704');
  }
  if (!accessKeyId) {
    throw needed(names.accessKeyId, accessKeyId === undefined ? '0002-00000706' : '0002-00000707');
  }
  return { accessKeyId, policy, signature, scope: undefined };
}

/** Only as it is to be written: `20240713T133414Z`. */
function readTime(text: string | undefined): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second));
  return scopeTime(date) === text ? date : undefined;
}

function needed(name: string, ec: string): OssRefusal {
  return invalid(`Bucket POST must contain a field named '${name}'.`, ec);
}

function invalid(message: string, ec?: string): OssRefusal {
  return new OssRefusal('InvalidArgument', message, ec);
}
