import { AddressBox } from './AddressBox.tsx';
import { OpenLink } from './OpenLink.tsx';

type FirmwareUrlProps = {
  readonly url: string;
  readonly name: string;
  readonly simulated: boolean;
  /** Of the button that copies it. */
  readonly look: 'primary' | 'plain';
};

/** An address with what one does with it, in one box. */
export function FirmwareUrl({ url, name, simulated, look }: FirmwareUrlProps) {
  return (
    <AddressBox url={url} name={name} look={look}>
      {!simulated && <OpenLink url={url} name={name} look="ghost" />}
    </AddressBox>
  );
}
