export interface DomainOptions {
  name: string;
  owner: string;
  ownerName?: string;
  description?: string;
  skipInstall?: boolean;
}
